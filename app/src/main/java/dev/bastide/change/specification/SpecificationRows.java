package dev.bastide.change.specification;

import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The tables of specifications. A version that this program did not write as it stands is as if it were not there. */
@Repository
class SpecificationRows {
    private static final String COLUMNS = """
            v.id, s.name, s.node_id, v.version, v.title, v.purpose, v.production, v.business_days, v.parameters, v.steps,
            v.rollback, v.impact, v.content_hash, v.state, v.proposed_by, v.proposed_at, v.founding, v.approval_id,
            v.mark, not exists (select 1 from change.specification_version later
                        where later.specification_id = v.specification_id
                          and later.state = 'approved' and later.version > v.version) as current
            """;
    private static final String FROM = """
            change.specification_version v
            join change.specification s on s.id = v.specification_id
            """;

    /** The same of the table of versions alone. */
    static final String UNJOINED = """
            id, (select s.name from change.specification s where s.id = specification_id) as name,
            (select s.node_id from change.specification s where s.id = specification_id) as node_id, version, title,
            purpose, production, business_days, parameters, steps, rollback, impact, content_hash, state, proposed_by,
            proposed_at, founding, approval_id, false as current
            """;

    private final JdbcClient jdbc;
    private final RowMarks marks;

    SpecificationRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    Optional<Specification> version(UUID id) {
        return ours(jdbc.sql("select " + COLUMNS + " from " + FROM + " where v.id = ?")
                        .param(id))
                .stream()
                .filter(version -> version.versionId().equals(id))
                .findFirst();
    }

    List<Specification> versions(String name) {
        return ours(jdbc.sql("select " + COLUMNS + " from " + FROM + " where s.name = ? order by v.version desc")
                        .param(name))
                .stream()
                .filter(version -> version.text().name().equals(name))
                .toList();
    }

    /** The newest approved version of every specification, by name. */
    List<Specification> current() {
        return ours(jdbc.sql("select * from (select " + COLUMNS + " from " + FROM + """
                ) as all_versions where state = 'approved' and current order by name
                """));
    }

    ListResult<Specification> list(ListQuery query) {
        ListResult<UUID> found = ListSql.select("v.id", FROM, "v.id")
                .where("""
                        v.version = (select max(newest.version) from change.specification_version newest
                                     where newest.specification_id = v.specification_id)""")
                .search("q", "(s.name ilike :q or v.title ilike :q)")
                .filter("state", "v.state = :state")
                .filter("production", "v.production = (:production = 'yes')")
                .sort("name", "s.name", "text")
                .sortDescending("proposed", "v.proposed_at", "timestamptz")
                .fetch(jdbc, query, (row, number) -> row.getObject("id", UUID.class));
        List<Specification> shown =
                found.rows().stream().flatMap(id -> version(id).stream()).toList();
        return new ListResult<>(shown, found.next(), found.count());
    }

    /** The specification of this name, made if there is none, locked against a second proposal in the same instant. */
    UUID lock(SpecificationText text, Instant at) {
        jdbc.sql("""
                insert into change.specification (id, name, node_id, created_at) values (?, ?, ?, ?)
                on conflict (name) do nothing
                """)
                .param(UUID.randomUUID())
                .param(text.name())
                .param(text.node().value())
                .param(Timestamp.from(at))
                .update();
        return jdbc.sql("select id from change.specification where name = ? for update")
                .param(text.name())
                .query(UUID.class)
                .single();
    }

    Optional<NodeId> nodeOf(String name) {
        return jdbc.sql("select node_id from change.specification where name = ?")
                .param(name)
                .query(UUID.class)
                .optional()
                .map(NodeId::new);
    }

    int nextVersion(UUID specification) {
        return jdbc.sql(
                        "select coalesce(max(version), 0) + 1 from change.specification_version where specification_id = ?")
                .param(specification)
                .query(Integer.class)
                .single();
    }

    boolean isProposed(UUID specification) {
        return jdbc.sql("""
                select exists (select 1 from change.specification_version
                               where specification_id = ? and state = 'proposed')
                """).param(specification).query(Boolean.class).single();
    }

    /** Which version, whose, when; founding ones are approved at once. */
    record Proposal(
            UUID id,
            UUID specification,
            int version,
            @Nullable PersonId by,
            Instant at,
            boolean founding) {}

    void insert(Proposal proposal, SpecificationText text) {
        String content = text.canonical(proposal.version());
        Instant at = proposal.at().truncatedTo(ChronoUnit.MICROS);
        Specification.State state = proposal.founding() ? Specification.State.APPROVED : Specification.State.PROPOSED;
        SpecificationMark mark = new SpecificationMark(
                proposal.id(), text, proposal.version(), proposal.by(), at, proposal.founding(), state, null);
        jdbc.sql("""
                insert into change.specification_version
                    (id, specification_id, version, title, purpose, production, business_days, parameters, steps, rollback,
                     impact, content, content_hash, proposed_by, proposed_at, founding, state, decided_at,
                     mark)
                values (:id, :specification, :version, :title, :purpose, :production, :businessDays, :parameters, :steps,
                        :rollback, :impact, :content, :hash, :by, :at, :founding, :state, :decided, :mark)
                """)
                .param("id", proposal.id())
                .param("specification", proposal.specification())
                .param("version", proposal.version())
                .param("title", text.title())
                .param("purpose", text.purpose().name().toLowerCase(Locale.ROOT))
                .param("production", text.production())
                .param("businessDays", text.businessDays())
                .param(
                        "parameters",
                        texts(text.parameters().stream().map(Parameter::line).toList()))
                .param("steps", texts(text.steps()))
                .param("rollback", texts(text.rollback()))
                .param("impact", text.impact())
                .param("content", content)
                .param("hash", Content.sha256(content))
                .param("by", proposal.by() == null ? null : proposal.by().value())
                .param("at", Timestamp.from(at))
                .param("founding", proposal.founding())
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .param("decided", proposal.founding() ? Timestamp.from(at) : null)
                .param("mark", mark.made(marks))
                .update();
    }

    /** Takes the decision down; a version that this program did not write stays undecided. */
    void decide(UUID version, ApprovalId approval, boolean approved, Instant at) {
        version(version).ifPresent(stored -> decide(stored, approval, approved, at));
    }

    private void decide(Specification version, ApprovalId approval, boolean approved, Instant at) {
        jdbc.sql("""
                update change.specification_version set state = ?, approval_id = ?, decided_at = ?, mark = ?
                where id = ? and state = 'proposed'
                """)
                .param(approved ? "approved" : "rejected")
                .param(approval.value())
                .param(Timestamp.from(at))
                .param(SpecificationMark.of(version).decided(approved, approval).made(marks))
                .param(version.versionId())
                .update();
    }

    private static String[] texts(List<String> lines) {
        return lines.toArray(String[]::new);
    }

    private List<Specification> ours(StatementSpec statement) {
        List<Specification> versions = new ArrayList<>();
        statement.query(row -> {
            Specification version = read(row);
            SpecificationMark mark = SpecificationMark.of(version);
            // What is approved and rehearsed goes by the hash: it must be the text's.
            if (mark.isOurs(marks, row.getBytes("mark"))
                    && version.contentHash().equals(mark.hash())) {
                versions.add(version);
            }
        });
        return versions;
    }

    static Specification read(ResultSet row) throws SQLException {
        SpecificationText text = new SpecificationText(
                row.getString("name"),
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getString("title"),
                Content.Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
                row.getBoolean("production"),
                row.getBoolean("business_days"),
                lines(row, "parameters").stream()
                        .flatMap(line -> Parameter.parse(line).stream())
                        .toList(),
                lines(row, "steps"),
                lines(row, "rollback"),
                row.getString("impact"));
        UUID by = row.getObject("proposed_by", UUID.class);
        UUID approval = row.getObject("approval_id", UUID.class);
        return new Specification(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                text,
                row.getString("content_hash"),
                Specification.State.of(row.getString("state")),
                row.getBoolean("current"),
                by == null ? null : new PersonId(by),
                row.getTimestamp("proposed_at").toInstant(),
                row.getBoolean("founding"),
                approval == null ? null : new ApprovalId(approval));
    }

    private static List<String> lines(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return Arrays.asList((String[]) array.getArray());
    }
}
