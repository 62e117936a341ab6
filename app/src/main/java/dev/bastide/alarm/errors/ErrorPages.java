package dev.bastide.alarm.errors;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.page.Cell;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.Words;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.servicetree.TreeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** The error statistics: each kind of alarm on each node, week by week, and what comes back without a problem record. */
@Controller
class ErrorPages {
    private static final int TOP = 5;

    /** The others are in the sum: a table of all would leave no room for the words. */
    private static final int WEEKS_SHOWN = 4;

    private final ErrorClasses classes;
    private final ServiceTree tree;
    private final ObjectProvider<Authority> authority;
    private final Listing<ErrorClass> listing;

    ErrorPages(ErrorClasses classes, ServiceTree tree, ObjectProvider<Authority> authority) {
        this.classes = classes;
        this.tree = tree;
        this.authority = authority;
        Listing<ErrorClass> columns = Listing.<ErrorClass>of("alarm.errors")
                .choice("problem", "none", "open")
                .column("kind", row -> Cell.said(row.kind()))
                .column("node", row -> Cell.text(path(row.node())))
                .column("times", row -> Cell.number(row.times()));
        for (int week = 0; week < WEEKS_SHOWN; week++) {
            int of = week;
            columns = columns.column("w" + week, row -> Cell.number(row.weeks().get(of)));
        }
        this.listing = columns.column("ack", row -> Cell.text(minutes(row.toAcknowledge())))
                .column("late", row -> Cell.number(row.late()))
                .column("problem", ErrorPages::problem);
    }

    /** One class as it is named above the table. */
    record Line(String kind, String path, long times, String open) {}

    @GetMapping("/alarms/errors")
    @Act("alarm.view")
    ModelAndView list(Actor actor, ListQuery query, Words words) {
        Authority may = authority.getObject();
        TreeSnapshot snapshot = tree.snapshot();
        NodeId scope = query.scope();
        UUID[] nodes = (scope == null ? snapshot.all() : snapshot.subtree(scope))
                .stream()
                        .filter(node -> may.may(actor, Problems.VIEW, node.id()).isPermitted())
                        .map(node -> node.id().value())
                        .toArray(UUID[]::new);
        List<ErrorClass> found = classes.on(nodes, scope == null);
        String problem = query.filter("problem");
        List<ErrorClass> shown = found.stream()
                .filter(row -> problem.isEmpty() || (row.problem() != null) == problem.equals("open"))
                .toList();
        List<Line> top = found.stream()
                .filter(ErrorClass::wantsProblem)
                .limit(TOP)
                .map(row -> new Line(words.say(row.kind()), path(row.node()), row.times(), opening(row)))
                .toList();
        return listing.page("alarm/errors/errors", query, ListResult.whole(shown))
                .addObject("top", top);
    }

    private static String opening(ErrorClass row) {
        return "/problems/new?kind=" + row.kind() + (row.node() == null ? "" : "&node=" + row.node());
    }

    private static Cell problem(ErrorClass row) {
        Problem open = row.problem();
        return open == null ? Cell.said("alarm.problem.none") : Cell.link(open.name(), "/problems/" + open.id());
    }

    private String path(@Nullable NodeId node) {
        return node == null
                ? "/"
                : tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    private static String minutes(@Nullable Duration time) {
        if (time == null) {
            return "";
        }
        return time.toHours() > 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
}
