package dev.bastide.audit.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What in the database notes changes of rows and keeps the record, as this release's migrations made it: functions with the
 * hash of their text, triggers with their arguments, columns and conditions, the tables they write, the list of proven tables,
 * and what each role may do with the tables of the record. The owner can replace all of it; the file {@code guards.tsv} beside
 * this class is part of the program.
 */
@Component
class RowGuards {
    private static final String FILE = "guards.tsv";
    private static final String PROVEN = "\tproven\t";

    private final JdbcClient jdbc;
    private final List<String> made;

    RowGuards(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.made = read();
    }

    /** A table that is proven: its key, and the columns that are not proven. */
    record Proven(String table, List<String> keys, List<String> ignored) {}

    private static List<String> read() {
        try (InputStream file = RowGuards.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }

    /** How a table is proven, by this program and not by what the database says. */
    Proven proven(String table) {
        return made.stream()
                .filter(line -> line.startsWith(table + PROVEN))
                .map(line -> line.split("\t", -1))
                .map(parts -> new Proven(parts[0], names(parts[2]), names(parts[3])))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(table + " is not in " + FILE));
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** Functions and tables that are not as this release made them, by name. */
    Set<String> differing() {
        Set<String> now = Set.copyOf(now());
        Set<String> then = Set.copyOf(made);
        return Stream.concat(
                        now.stream().filter(line -> !then.contains(line)),
                        then.stream().filter(line -> !now.contains(line)))
                .map(line -> line.substring(0, line.indexOf('\t')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same as the file, of the database as it is. */
    List<String> now() {
        return Stream.of(functions(), tables(), triggers(), proven(), rights(), entries())
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    private List<String> lines(String sql) {
        return jdbc.sql(sql).query((row, number) -> row.getString("line")).list();
    }

    private List<String> functions() {
        return lines("""
                select concat_ws(e'\\t', 'audit.' || p.proname, 'function', pg_get_function_identity_arguments(p.oid),
                    l.lanname, p.prosecdef, p.provolatile, p.proretset, p.proowner = c.relowner,
                    array_to_string(p.proconfig, ';'), encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')) as line
                from pg_catalog.pg_proc as p
                join pg_catalog.pg_language as l on l.oid = p.prolang
                join pg_catalog.pg_class as c on c.oid = 'audit.row_change'::regclass
                where p.pronamespace = 'audit'::regnamespace
                """);
    }

    /** The tables of the proofs with their columns; of those that are proven, whether they are still plain tables. */
    private List<String> tables() {
        return lines("""
                with watched as (
                    select c.oid, n.nspname || '.' || c.relname as name, c.relkind, c.relrowsecurity, c.relhasrules,
                        c.relhassubclass
                    from pg_catalog.pg_class as c
                    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
                    where n.nspname || '.' || c.relname in (
                        select p.name from audit.proven_table as p
                        union all values ('audit.proven_table'), ('audit.row_change'), ('audit.row_proof'))
                )
                select concat_ws(e'\\t', w.name, 'table', w.relkind, w.relrowsecurity, w.relhasrules,
                    w.relhassubclass) as line
                from watched as w
                union all
                select concat_ws(e'\\t', w.name, 'column', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                    a.attidentity, a.attgenerated, coalesce(pg_get_expr(d.adbin, d.adrelid), '-'))
                from watched as w
                join pg_catalog.pg_attribute as a on a.attrelid = w.oid and a.attnum > 0 and not a.attisdropped
                left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where w.name in ('audit.proven_table', 'audit.row_change', 'audit.row_proof')
                """);
    }

    /** All triggers of the record's own tables, and on every other table those that capture. */
    private List<String> triggers() {
        return lines("""
                select concat_ws(e'\\t', n.nspname || '.' || c.relname, 'trigger', t.tgname, t.tgtype, t.tgenabled,
                    f.nspname || '.' || p.proname, encode(t.tgargs, 'escape'), t.tgattr::text, t.tgqual is null,
                    t.tgdeferrable) as line
                from pg_catalog.pg_trigger as t
                join pg_catalog.pg_class as c on c.oid = t.tgrelid
                join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
                join pg_catalog.pg_proc as p on p.oid = t.tgfoid
                join pg_catalog.pg_namespace as f on f.oid = p.pronamespace
                where not t.tgisinternal
                    and (t.tgname in ('capture_change', 'capture_emptying') or n.nspname = 'audit')
                """);
    }

    /**
     * Who beside its owner may do what with each table of the record, and whether that owner is the one of all: what the
     * migrations granted, and nothing more. What the owner himself may is all, in every version of PostgreSQL.
     */
    private List<String> rights() {
        return lines("""
                with kept as (
                    select c.oid, n.nspname || '.' || c.relname as name, c.relowner, c.relacl
                    from pg_catalog.pg_class as c
                    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
                    where n.nspname in ('audit', 'record') and c.relkind in ('r', 'p', 'v', 'm', 'f')
                ), granted as (
                    select k.oid, r.grantee, r.privilege_type as what
                    from kept as k, aclexplode(k.relacl) as r
                    where r.grantee <> k.relowner
                    union all
                    select k.oid, r.grantee, r.privilege_type || '(' || a.attname || ')'
                    from kept as k
                    join pg_catalog.pg_attribute as a on a.attrelid = k.oid and not a.attisdropped,
                        aclexplode(a.attacl) as r
                    where r.grantee <> k.relowner
                )
                select concat_ws(e'\\t', k.name, 'rights',
                    k.relowner = (select c.relowner from pg_catalog.pg_class as c where c.oid = 'audit.inbox'::regclass),
                    coalesce((select string_agg(g.what || ' ' || case g.grantee when 0 then 'public'
                            else pg_get_userbyid(g.grantee) end, ', ' order by g.what collate "C", g.grantee)
                        from granted as g where g.oid = k.oid), '-')) as line
                from kept as k
                """);
    }

    /** Who may do something in the schemas at all, who calls functions that run with their owner's rights, and what a role is. */
    private List<String> entries() {
        return lines("""
                select concat_ws(e'\\t', n.nspname, 'schema', coalesce((
                    select string_agg(r.privilege_type || ' ' || case r.grantee when 0 then 'public'
                        else pg_get_userbyid(r.grantee) end, ', ' order by r.privilege_type collate "C", r.grantee)
                    from aclexplode(n.nspacl) as r where r.grantee <> n.nspowner), '-')) as line
                from pg_catalog.pg_namespace as n
                where n.nspname in ('audit', 'record')
                union all
                select concat_ws(e'\\t', n.nspname || '.' || p.proname, 'callers', pg_get_function_identity_arguments(p.oid),
                    coalesce((select string_agg(case r.grantee when 0 then 'public'
                            else pg_get_userbyid(r.grantee) end, ', ' order by r.grantee)
                        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as r
                        where r.grantee <> p.proowner), '-'))
                from pg_catalog.pg_proc as p
                join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
                where n.nspname in ('audit', 'record') and p.prosecdef
                union all
                select concat_ws(e'\\t', o.rolname, 'role', o.rolsuper, o.rolcreaterole, o.rolcreatedb, o.rolbypassrls,
                    o.rolreplication, coalesce((select string_agg(pg_get_userbyid(m.roleid), ', ' order by 1)
                        from pg_catalog.pg_auth_members as m where m.member = o.oid), '-'))
                from pg_catalog.pg_roles as o
                where o.rolname = 'bastide_app'
                """);
    }

    private List<String> proven() {
        return lines("""
                select concat_ws(e'\\t', p.name, 'proven', array_to_string(p.keys, ','), array_to_string(p.ignored, ','))
                    as line
                from audit.proven_table as p
                """);
    }
}
