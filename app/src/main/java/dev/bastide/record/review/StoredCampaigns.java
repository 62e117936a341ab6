package dev.bastide.record.review;

import static dev.bastide.audit.Moments.require;
import static dev.bastide.audit.Moments.utc;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Campaigns with their draws and ends, by what this program wrote. */
@Repository
class StoredCampaigns {
    private static final String CAMPAIGN = "record.review_campaign";
    private static final String DRAW = "record.review_draw";
    private static final String COMPLETION = "record.review_completion";
    private static final String SELECT = """
            select c.id, c.number, c.node, c.from_at, c.until_at, c.commitment, c.sealed, c.opened_by, c.announced_at, c.mark,
                   d.campaign as draw, d.drawn_at, d.due_at, d.secret, d.origin, d.root, d.checkpoint, d.announced_log,
                   d.announced_index, d.logs, d.firsts, d.pasts, d.listed, d.population, d.confidence, d.tolerable, d.size,
                   d.items, d.items_hash, d.rule, d.mark as draw_mark
            from record.review_campaign c
            left join record.review_draw d on d.campaign = c.id
            """;
    private static final String ENDS = """
            select e.id, e.campaign, e.completed_by, e.at, e.items, e.findings, e.summary, e.mark
            from record.review_completion e
            """;
    private static final HexFormat HEX = HexFormat.of();

    private final JdbcClient jdbc;
    private final RowMarks marks;

    StoredCampaigns(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** All of them, the newest first. */
    List<Campaign> all() {
        Map<UUID, List<Optional<Campaign.Completion>>> ends = new HashMap<>();
        jdbc.sql(ENDS).query(row -> {
            UUID of = row.getObject("campaign", UUID.class);
            ends.computeIfAbsent(of, id -> new ArrayList<>()).add(end(row));
        });
        List<Campaign> found = new ArrayList<>();
        jdbc.sql(SELECT + " order by c.number desc").query(row -> {
            UUID id = row.getObject("id", UUID.class);
            read(row, ends.getOrDefault(id, List.of())).ifPresent(found::add);
        });
        return found;
    }

    Optional<Campaign> find(UUID id) {
        List<Optional<Campaign.Completion>> ends = jdbc.sql(ENDS + " where e.campaign = :id")
                .param("id", id)
                .query((row, number) -> end(row))
                .list();
        List<Campaign> found = new ArrayList<>();
        jdbc.sql(SELECT + " where c.id = :id").param("id", id).query(row -> {
            read(row, ends).filter(campaign -> campaign.id().equals(id)).ifPresent(found::add);
        });
        return found.stream().findFirst();
    }

    /** Its secret as it was sealed when it was announced. */
    byte[] sealed(UUID id) {
        return jdbc.sql("select sealed from record.review_campaign where id = :id")
                .param("id", id)
                .query(byte[].class)
                .single();
    }

    /** One campaign is drawn, completed or judged at a time; whoever comes second sees what the first did. */
    void lock(UUID campaign) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('record.review ' || :id, 0)) is null")
                .param("id", campaign.toString())
                .query(Boolean.class)
                .single();
    }

    private long next() {
        return jdbc.sql("select nextval(pg_get_serial_sequence('record.review_campaign', 'number'))")
                .query(Long.class)
                .single();
    }

    /** Writes it down; the number it got. */
    long announce(Campaign campaign, byte[] sealed) {
        long number = next();
        jdbc.sql("""
                insert into record.review_campaign (id, number, node, from_at, until_at, commitment, sealed, opened_by,
                    announced_at, mark)
                overriding system value
                values (:id, :number, :node, :from, :until, :commitment, :sealed, :by, :at, :mark)
                """)
                .param("id", campaign.id())
                .param("number", number)
                .param("node", campaign.node() == null ? null : campaign.node().value())
                .param("from", utc(campaign.from()))
                .param("until", utc(campaign.until()))
                .param("commitment", HEX.parseHex(campaign.commitment()))
                .param("sealed", sealed)
                .param(
                        "by",
                        campaign.openedBy() == null ? null : campaign.openedBy().value())
                .param("at", utc(campaign.announced()))
                .param("mark", marks.of(CAMPAIGN, parts(campaign, number)))
                .update();
        return number;
    }

    private static @Nullable Object[] parts(Campaign campaign, long number) {
        NodeId node = campaign.node();
        PersonId by = campaign.openedBy();
        return new @Nullable Object[] {
            campaign.id(),
            number,
            node == null ? null : node.value(),
            campaign.from(),
            campaign.until(),
            campaign.commitment(),
            by == null ? null : by.value(),
            campaign.announced()
        };
    }

    void draw(UUID campaign, Campaign.Draw draw) {
        jdbc.sql("""
                insert into record.review_draw (campaign, drawn_at, due_at, secret, origin, root, checkpoint, announced_log,
                    announced_index, logs, firsts, pasts, listed, population, confidence, tolerable, size, items,
                    items_hash, rule, mark)
                values (:campaign, :drawn, :due, :secret, :origin, :root, :checkpoint, :log, :index, :logs, :firsts, :pasts,
                    :listed, :population, :confidence, :tolerable, :size, :items, :hash, :rule,
                    :mark)
                """)
                .param("campaign", campaign)
                .param("drawn", utc(draw.drawn()))
                .param("due", utc(draw.due()))
                .param("secret", HEX.parseHex(draw.secret()))
                .param("origin", draw.origin())
                .param("root", draw.root())
                .param("checkpoint", draw.checkpoint())
                .param("log", draw.announcement().log())
                .param("index", draw.announcement().index())
                .param("logs", draw.spans().stream().map(LogSpan::log).toArray(Integer[]::new))
                .param("firsts", draw.spans().stream().map(LogSpan::first).toArray(Long[]::new))
                .param("pasts", draw.spans().stream().map(LogSpan::past).toArray(Long[]::new))
                .param("listed", draw.listed().toArray(UUID[]::new))
                .param("population", draw.population())
                .param("confidence", draw.confidence())
                .param("tolerable", draw.tolerable())
                .param("size", draw.size())
                .param("items", draw.items())
                .param("hash", HEX.parseHex(draw.itemsHash()))
                .param("rule", draw.rule())
                .param("mark", marks.of(DRAW, parts(campaign, draw)))
                .update();
    }

    private static Object[] parts(UUID campaign, Campaign.Draw draw) {
        Object[] first = new Object[] {
            campaign,
            draw.drawn(),
            draw.due(),
            draw.secret(),
            draw.origin(),
            draw.root(),
            draw.checkpoint(),
            draw.announcement().log(),
            draw.announcement().index(),
            draw.spans().stream()
                    .map(span -> List.of((long) span.log(), span.first(), span.past()))
                    .toList(),
            draw.listed(),
            draw.population(),
            draw.confidence(),
            draw.tolerable(),
            draw.size(),
            draw.items(),
            draw.itemsHash()
        };
        // What was marked before there was a second rule was marked without it.
        return draw.rule() == Campaign.Draw.ALIKE
                ? first
                : Stream.concat(Arrays.stream(first), Stream.of(draw.rule())).toArray();
    }

    /** Ends it. What stands there as its end before was written by somebody else, and is passed over by its name. */
    void complete(UUID campaign, Campaign.Completion end) {
        UUID[] foreign = jdbc.sql("select id from record.review_completion where campaign = :campaign")
                .param("campaign", campaign)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .toArray(UUID[]::new);
        jdbc.sql("""
                insert into record.review_completion (campaign, completed_by, at, items, findings, summary, mark,
                    passed_over)
                values (:campaign, :by, :at, :items, :findings, :summary, :mark, :passed)
                """)
                .param("passed", foreign)
                .param("campaign", campaign)
                .param("by", end.by().value())
                .param("at", utc(end.at()))
                .param("items", end.items())
                .param("findings", end.findings())
                .param("summary", end.summary())
                .param("mark", marks.of(COMPLETION, parts(campaign, end)))
                .update();
    }

    private static Object[] parts(UUID campaign, Campaign.Completion end) {
        return new Object[] {campaign, end.by().value(), end.at(), end.items(), end.findings(), end.summary()};
    }

    private Optional<Campaign> read(ResultSet row, List<Optional<Campaign.Completion>> ends) throws SQLException {
        return marks.reading(CAMPAIGN, row.getObject("id", UUID.class), () -> campaign(row, ends));
    }

    private Optional<Campaign> campaign(ResultSet row, List<Optional<Campaign.Completion>> ends) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID node = row.getObject("node", UUID.class);
        UUID by = row.getObject("opened_by", UUID.class);
        Optional<Campaign.Draw> draw =
                row.getObject("draw") == null ? Optional.empty() : marks.reading(DRAW, id, () -> drawn(id, row));
        Optional<Campaign.Completion> end =
                ends.stream().flatMap(Optional::stream).findFirst();
        Campaign campaign = new Campaign(
                id,
                row.getLong("number"),
                node == null ? null : new NodeId(node),
                require(row, "from_at"),
                require(row, "until_at"),
                HEX.formatHex(row.getBytes("commitment")),
                by == null ? null : new PersonId(by),
                require(row, "announced_at"),
                draw.orElse(null),
                draw.isPresent() ? end.orElse(null) : null,
                (row.getObject("draw") != null && draw.isEmpty())
                        || ends.stream().anyMatch(Optional::isEmpty));
        return marks.isOurs(CAMPAIGN, id, row.getBytes("mark"), parts(campaign, campaign.number()))
                ? Optional.of(campaign)
                : Optional.empty();
    }

    private Optional<Campaign.Draw> drawn(UUID campaign, ResultSet row) throws SQLException {
        Campaign.Draw draw = new Campaign.Draw(
                require(row, "drawn_at"),
                require(row, "due_at"),
                HEX.formatHex(row.getBytes("secret")),
                row.getString("origin"),
                row.getString("root"),
                row.getString("checkpoint"),
                new LogSpan.Place(row.getInt("announced_log"), row.getLong("announced_index")),
                spans(row),
                Arrays.asList((UUID[]) row.getArray("listed").getArray()),
                row.getLong("population"),
                row.getInt("confidence"),
                row.getInt("tolerable"),
                row.getInt("size"),
                row.getInt("items"),
                HEX.formatHex(row.getBytes("items_hash")),
                row.getInt("rule"));
        return marks.isOurs(DRAW, campaign, row.getBytes("draw_mark"), parts(campaign, draw))
                ? Optional.of(draw)
                : Optional.empty();
    }

    private static List<LogSpan> spans(ResultSet row) throws SQLException {
        Integer[] logs = (Integer[]) row.getArray("logs").getArray();
        Long[] firsts = (Long[]) row.getArray("firsts").getArray();
        Long[] pasts = (Long[]) row.getArray("pasts").getArray();
        List<LogSpan> spans = new ArrayList<>();
        for (int i = 0; i < logs.length; i++) {
            spans.add(new LogSpan(logs[i], firsts[i], pasts[i]));
        }
        return spans;
    }

    /** An end that this program wrote; nothing for a row of somebody else. */
    private Optional<Campaign.Completion> end(ResultSet row) throws SQLException {
        return marks.reading(COMPLETION, row.getObject("id", UUID.class), () -> completed(row));
    }

    private Optional<Campaign.Completion> completed(ResultSet row) throws SQLException {
        UUID campaign = row.getObject("campaign", UUID.class);
        Instant at = require(row, "at");
        Campaign.Completion end = new Campaign.Completion(
                new PersonId(row.getObject("completed_by", UUID.class)),
                at,
                row.getInt("items"),
                row.getInt("findings"),
                row.getString("summary"));
        return marks.isOurs(COMPLETION, campaign, row.getBytes("mark"), parts(campaign, end))
                ? Optional.of(end)
                : Optional.empty();
    }
}
