package dev.bastide.intake;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of sources and of how they were set; a setting without our mark counts for nothing. */
@Repository
class SourceRows {
    private static final String SETTING = "intake.setting";
    private static final String SELECT = """
            select s.id, s.name, s.kind, t.version, t.node, t.host, t.peers, t.zone, t.enabled, t.undoes, t.changed_by,
                t.changed_at, t.mark
            from intake.source s
            join intake.setting t on t.source = s.id
            """;

    private final JdbcClient jdbc;
    private final RowMarks marks;

    SourceRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    void add(UUID id, String name, SourceKind kind, PersonId by, Instant now) {
        jdbc.sql("insert into intake.source (id, name, kind, made_by, made_at) values (?, ?, ?, ?, ?)")
                .params(id, name, kind.word(), by.value(), utc(now))
                .update();
    }

    /** Keeps others from the settings of all sources until the transaction ends. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('intake.setting', 0))")
                .query((row, number) -> 1)
                .list();
    }

    /** The version that comes next, whoever wrote the ones before. */
    int nextVersion(UUID source) {
        return jdbc.sql("select coalesce(max(version), 0) + 1 from intake.setting where source = ?")
                .param(source)
                .query(Integer.class)
                .single();
    }

    void set(Source source) {
        Source.Setting setting = source.setting();
        String[] peers = setting.peers().toArray(String[]::new);
        jdbc.sql("""
                insert into intake.setting (source, version, node, host, peers, zone, enabled, undoes, changed_by,
                    changed_at, mark)
                values (:source, :version, :node, :host, :peers, :zone, :enabled, :undoes, :by, :at, :mark)
                """)
                .param("source", source.id())
                .param("version", setting.version())
                .param("node", setting.node().value())
                .param("host", setting.host())
                .param("peers", peers)
                .param("zone", setting.zone().getId())
                .param("enabled", setting.enabled())
                .param("undoes", setting.undoes())
                .param("by", setting.by().value())
                .param("at", utc(setting.at()))
                .param("mark", marks.of(SETTING, deciding(source)))
                .update();
    }

    /** Every source as it is set now, by name. */
    List<Source> all() {
        List<Source> newest = new ArrayList<>();
        for (Source source : read(jdbc.sql(SELECT + "order by s.name, s.id, t.version"))) {
            if (!newest.isEmpty() && newest.getLast().id().equals(source.id())) {
                newest.removeLast();
            }
            newest.add(source);
        }
        return newest;
    }

    /** How a source was set, oldest first. */
    List<Source> history(UUID id) {
        return read(jdbc.sql(SELECT + "where s.id = ? order by t.version").param(id));
    }

    Optional<Source> find(UUID id) {
        List<Source> settings = history(id);
        return settings.isEmpty() ? Optional.empty() : Optional.of(settings.getLast());
    }

    Optional<Source> byName(String name) {
        List<Source> settings =
                read(jdbc.sql(SELECT + "where s.name = ? order by t.version").param(name));
        return settings.isEmpty() ? Optional.empty() : Optional.of(settings.getLast());
    }

    private List<Source> read(JdbcClient.StatementSpec asked) {
        List<Source> found = new ArrayList<>();
        asked.query(row -> {
            String key = row.getObject("id", UUID.class) + " " + row.getInt("version");
            marks.reading(SETTING, key, () -> {
                        Source source = source(row);
                        return marks.isOurs(SETTING, key, row.getBytes("mark"), deciding(source))
                                ? Optional.of(source)
                                : Optional.empty();
                    })
                    .ifPresent(found::add);
        });
        return found;
    }

    private static Source source(ResultSet row) throws SQLException {
        int undone = row.getInt("undoes");
        @Nullable Integer undoes = row.wasNull() ? null : undone;
        return new Source(
                row.getObject("id", UUID.class),
                row.getString("name"),
                SourceKind.ofWord(row.getString("kind")).orElseThrow(),
                new Source.Setting(
                        row.getInt("version"),
                        new NodeId(row.getObject("node", UUID.class)),
                        row.getString("host"),
                        List.of((String[]) row.getArray("peers").getArray()),
                        ZoneId.of(row.getString("zone")),
                        row.getBoolean("enabled"),
                        undoes,
                        new PersonId(row.getObject("changed_by", UUID.class)),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()));
    }

    private static @Nullable Object[] deciding(Source source) {
        Source.Setting setting = source.setting();
        return new @Nullable Object[] {
            source.id(),
            source.name(),
            source.kind().word(),
            setting.version(),
            setting.node().value(),
            setting.host(),
            setting.peers(),
            setting.zone().getId(),
            setting.enabled(),
            setting.undoes(),
            setting.by().value(),
            setting.at()
        };
    }

    static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
