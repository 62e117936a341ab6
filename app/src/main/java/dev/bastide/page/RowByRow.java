package dev.bastide.page;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/**
 * One act upon several rows of a list. Each row goes through its own rule and stands for itself: what was refused is
 * recorded and shown beside what was done, and hinders no other row.
 */
@Component
public class RowByRow {
    private static final int ROWS_MAX = 100;

    private final RefusalRecorder recorder;

    RowByRow(RefusalRecorder recorder) {
        this.recorder = recorder;
    }

    /** A row that was chosen: its id and what it is called. */
    public record Row(UUID id, String name) {}

    /** What became of one row: a reason when it was refused, or that it is not there. */
    public record Outcome(String name, @Nullable Reason refused, boolean missing) {
        /** Whether the act was done. */
        public boolean isDone() {
            return refused == null && !missing;
        }
    }

    /** The rows ticked in a form, each once. Throws {@link BadInput} when there are none, too many, or no ids. */
    public static List<UUID> chosen(Form form) {
        List<String> rows = form.all(Listing.ROWS_FIELD);
        if (rows.isEmpty() || rows.size() > ROWS_MAX) {
            throw BadInput.in(Listing.ROWS_FIELD, "page.rows.how-many", Integer.toString(ROWS_MAX));
        }
        try {
            return rows.stream().map(UUID::fromString).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw BadInput.in(Listing.ROWS_FIELD, "page.form.not-an-id");
        }
    }

    /** Asks first: shows the rows, what will happen, and a field for the reason. Worded by {@code <key>}. */
    public ModelAndView ask(String key, String action, String back, List<Row> rows) {
        return new ModelAndView("page/several")
                .addObject("key", key)
                .addObject("action", action)
                .addObject("back", back)
                .addObject("rows", rows)
                .addObject("outcomes", List.of());
    }

    /** Does it row by row, each in its own transaction, and shows what became of each. Worded by {@code <key>}. */
    public ModelAndView act(HttpServletRequest request, String key, String back, List<Row> rows, Consumer<UUID> act) {
        Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
        for (Row row : rows) {
            outcomes.put(row.id(), outcome(request, row, act));
        }
        return new ModelAndView("page/several")
                .addObject("key", key)
                .addObject("action", "")
                .addObject("back", back)
                .addObject("rows", List.of())
                .addObject("outcomes", new ArrayList<>(outcomes.values()));
    }

    private Outcome outcome(HttpServletRequest request, Row row, Consumer<UUID> act) {
        try {
            act.accept(row.id());
            return new Outcome(row.name(), null, false);
        } catch (ActRefused refused) {
            recorder.record(request, refused.reason());
            return new Outcome(row.name(), refused.reason(), false);
        } catch (NoSuch missing) {
            return new Outcome(row.name(), null, true);
        }
    }
}
