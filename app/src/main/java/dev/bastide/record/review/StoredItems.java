package dev.bastide.record.review;

import static dev.bastide.audit.Moments.require;
import static dev.bastide.audit.Moments.utc;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The items of campaigns, and what was done about each, by what this program wrote: a forged row reviews nothing. */
@Repository
class StoredItems {
    private static final String ITEM = "record.review_item";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final StoredSteps steps;

    StoredItems(JdbcClient jdbc, RowMarks marks, StoredSteps steps) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.steps = steps;
    }

    void add(Item item) {
        LogSpan.Place place = item.place();
        jdbc.sql("""
                insert into record.review_item (id, campaign, ordinal, origin, kind, object, log, index, risks, person, team,
                    node, who, what, at, mark)
                values (:id, :campaign, :ordinal, :origin, :kind, :object, :log, :index, :risks, :person, :team, :node, :who,
                    :what, :at, :mark)
                """)
                .param("id", item.id())
                .param("campaign", item.campaign())
                .param("ordinal", item.ordinal())
                .param("origin", item.origin())
                .param("kind", item.kind())
                .param("object", item.object())
                .param("log", place == null ? null : place.log())
                .param("index", place == null ? null : place.index())
                .param("risks", item.risks().toArray(String[]::new))
                .param("person", item.person() == null ? null : item.person().value())
                .param("team", item.team())
                .param("node", item.node() == null ? null : item.node().value())
                .param("who", item.who())
                .param("what", item.what())
                .param("at", utc(item.at()))
                .param("mark", marks.of(ITEM, parts(item)))
                .update();
    }

    private static @Nullable Object[] parts(Item item) {
        LogSpan.Place place = item.place();
        PersonId person = item.person();
        NodeId node = item.node();
        return new @Nullable Object[] {
            item.id(),
            item.campaign(),
            item.ordinal(),
            item.origin(),
            item.kind(),
            item.object(),
            place == null ? null : place.log(),
            place == null ? null : place.index(),
            item.risks(),
            person == null ? null : person.value(),
            item.team(),
            node == null ? null : node.value(),
            item.who(),
            item.what(),
            item.at()
        };
    }

    /** The items of a campaign, in order. */
    List<Item> of(UUID campaign) {
        Map<UUID, List<Item.Assignment>> assignments = steps.assignments(campaign);
        Map<UUID, List<Item.Opening>> openings = steps.openings(campaign);
        Map<UUID, List<Item.Verdict>> verdicts = steps.verdicts(campaign);
        List<Item> items = new ArrayList<>();
        jdbc.sql("""
                select id, campaign, ordinal, origin, kind, object, log, index, risks, person, team, node, who, what, at, mark
                from record.review_item
                where campaign = :campaign
                order by ordinal
                """).param("campaign", campaign).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            marks.reading(
                            ITEM,
                            id,
                            () -> item(
                                    row,
                                    assignments.getOrDefault(id, List.of()),
                                    openings.getOrDefault(id, List.of()),
                                    verdicts.getOrDefault(id, List.of())))
                    .ifPresent(items::add);
        });
        return items;
    }

    /** The item with this number in a campaign. */
    Optional<Item> find(UUID campaign, int ordinal) {
        return of(campaign).stream().filter(item -> item.ordinal() == ordinal).findFirst();
    }

    /** Campaigns in which this record or session is an item that this person reviews. */
    List<UUID> campaignsOf(UUID object, PersonId reviewer) {
        return jdbc.sql("""
                select distinct i.campaign
                from record.review_item i
                join record.review_assignment a on a.item = i.id
                where i.object = :object and a.reviewer = :reviewer
                """)
                .param("object", object)
                .param("reviewer", reviewer.value())
                .query((row, number) -> row.getObject("campaign", UUID.class))
                .list();
    }

    /** How many items wait for this person, as far as the rows say: for a count in the left bar, which decides nothing. */
    int waitingFor(PersonId reviewer) {
        return jdbc.sql("""
                select count(*)
                from record.review_assignment a
                where a.reviewer = :reviewer
                  and not exists (select from record.review_assignment b where b.item = a.item and b.number > a.number)
                  and not exists (select from record.review_verdict v where v.item = a.item)
                """)
                .param("reviewer", reviewer.value())
                .query(Integer.class)
                .single();
    }

    /** What earlier campaigns looked at for its risks: object to the risks that were known. */
    Map<UUID, List<String>> risksSeen() {
        Map<UUID, List<String>> seen = new HashMap<>();
        jdbc.sql("""
                select id, campaign, ordinal, origin, kind, object, log, index, risks, person, team, node, who, what, at, mark
                from record.review_item
                where cardinality(risks) > 0
                """).query(row -> {
            marks.reading(ITEM, row.getObject("id", UUID.class), () -> item(row, List.of(), List.of(), List.of()))
                    .ifPresent(item -> seen.computeIfAbsent(item.object(), key -> new ArrayList<>())
                            .addAll(item.risks()));
        });
        return seen;
    }

    private Optional<Item> item(
            ResultSet row, List<Item.Assignment> assignments, List<Item.Opening> openings, List<Item.Verdict> verdicts)
            throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID person = row.getObject("person", UUID.class);
        UUID node = row.getObject("node", UUID.class);
        Item item = new Item(
                id,
                row.getObject("campaign", UUID.class),
                row.getInt("ordinal"),
                row.getString("origin"),
                row.getString("kind"),
                row.getObject("object", UUID.class),
                row.getObject("log") == null ? null : new LogSpan.Place(row.getInt("log"), row.getLong("index")),
                Texts.of(row, "risks"),
                person == null ? null : new PersonId(person),
                row.getObject("team", UUID.class),
                node == null ? null : new NodeId(node),
                row.getString("who"),
                row.getString("what"),
                require(row, "at"),
                assignments,
                openings,
                verdicts);
        return marks.isOurs(ITEM, id, row.getBytes("mark"), parts(item)) ? Optional.of(item) : Optional.empty();
    }
}
