package dev.bastide.page;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the views and columns of each person's lists. Nobody reads or changes another's. */
@Service
class SavedViews {
    static final int NAME_CHARACTERS_MAX = 60;
    static final int VIEWS_MAX = 30;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    SavedViews(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    Remembered of(Actor actor, String path) {
        if (actor.person() == null) {
            return Remembered.NOTHING;
        }
        List<String> columns = jdbc.sql("""
                        select columns
                        from page.list_column
                        where person = :person
                          and path = :path
                        """)
                .param("person", actor.person().value())
                .param("path", path)
                .query(String.class)
                .optional()
                .map(text -> List.of(text.split(",", -1)))
                .orElse(List.of());
        return new Remembered(views(actor, path), columns);
    }

    private List<SavedView> views(Actor actor, String path) {
        return jdbc.sql("""
                        select id, name, path, query, standing
                        from page.list_view
                        where person = :person
                          and path = :path
                        order by lower(name)
                        """)
                .param("person", actor.requirePerson().value())
                .param("path", path)
                .query(SavedViews::view)
                .list();
    }

    /** The actor's own view. Throws {@link NoSuch} for another's, too. */
    SavedView require(Actor actor, UUID id) {
        return jdbc.sql("""
                        select id, name, path, query, standing
                        from page.list_view
                        where person = :person
                          and id = :id
                        """)
                .param("person", actor.requirePerson().value())
                .param("id", id)
                .query(SavedViews::view)
                .optional()
                .orElseThrow(() -> new NoSuch("page.view", id.toString()));
    }

    /** Keeps a view; one of the same name on the same list is replaced. */
    @Transactional
    public void save(Actor actor, String path, String query, String name, boolean standing) {
        List<SavedView> before = views(actor, path);
        boolean known = before.stream().anyMatch(view -> view.name().equalsIgnoreCase(name));
        if (!known && before.size() >= VIEWS_MAX) {
            throw BadInput.in("name", "page.view.too-many", Integer.toString(VIEWS_MAX));
        }
        if (standing) {
            standsNoMore(actor, path);
        }
        jdbc.sql("""
                        insert into page.list_view (id, person, path, name, query, standing, saved_at)
                        values (:id, :person, :path, :name, :query, :standing, :now)
                        on conflict (person, path, lower(name)) do update
                        set name = excluded.name, query = excluded.query, standing = excluded.standing,
                            saved_at = excluded.saved_at
                        """)
                .param("id", UUID.randomUUID())
                .param("person", actor.requirePerson().value())
                .param("path", path)
                .param("name", name)
                .param("query", query)
                .param("standing", standing)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        append(actor, "view.save", "Saved the view " + name + " of " + path);
    }

    /** Gives a view another name, or lets the list open with it or no longer. */
    @Transactional
    public void change(Actor actor, SavedView view, String name, boolean standing) {
        if (views(actor, view.path()).stream()
                .anyMatch(other -> !other.id().equals(view.id()) && other.name().equalsIgnoreCase(name))) {
            throw BadInput.in("name", "page.view.taken", name);
        }
        if (standing) {
            standsNoMore(actor, view.path());
        }
        jdbc.sql("update page.list_view set name = :name, standing = :standing where id = :id and person = :person")
                .param("name", name)
                .param("standing", standing)
                .param("id", view.id())
                .param("person", actor.requirePerson().value())
                .update();
        append(actor, "view.change", "Changed the view " + view.name() + " of " + view.path() + " to " + name);
    }

    @Transactional
    public void remove(Actor actor, SavedView view) {
        jdbc.sql("delete from page.list_view where id = :id and person = :person")
                .param("id", view.id())
                .param("person", actor.requirePerson().value())
                .update();
        append(actor, "view.delete", "Deleted the view " + view.name() + " of " + view.path());
    }

    /** Keeps which columns of a list the person wants to see; none kept means all. */
    @Transactional
    public void chooseColumns(Actor actor, String path, List<String> columns) {
        jdbc.sql("delete from page.list_column where person = :person and path = :path")
                .param("person", actor.requirePerson().value())
                .param("path", path)
                .update();
        if (!columns.isEmpty()) {
            jdbc.sql("insert into page.list_column (person, path, columns) values (:person, :path, :columns)")
                    .param("person", actor.requirePerson().value())
                    .param("path", path)
                    .param("columns", String.join(",", columns))
                    .update();
        }
        append(actor, "view.columns", "Chose the columns of " + path + ": " + String.join(",", columns));
    }

    private void standsNoMore(Actor actor, String path) {
        jdbc.sql("update page.list_view set standing = false where person = :person and path = :path and standing")
                .param("person", actor.requirePerson().value())
                .param("path", path)
                .update();
    }

    private void append(Actor actor, String act, String content) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.SYSTEM, act, content, Result.DONE));
    }

    private static SavedView view(ResultSet row, int number) throws SQLException {
        return new SavedView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("path"),
                row.getString("query"),
                row.getBoolean("standing"));
    }
}
