package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.Bastide;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.PinnedKey;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.session.SessionRows;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.change.specification.Specifications;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.OlderRelease;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * An installation of a release whose nodes bore no marks is started by this program (A108): what is there is marked,
 * once, and whoever has the database cannot have it done again.
 */
@SpringBootTest(classes = Bastide.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FirstMarkingTest.Before.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstMarkingTest {
    private static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    private static final UUID PERSON = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID DEPUTY = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final NodeId ROOT = new NodeId(UUID.fromString("00000000-0000-4000-8000-000000000011"));
    private static final HostId HOST = new HostId(UUID.fromString("00000000-0000-4000-8000-000000000021"));
    private static final SessionId SESSION = new SessionId(UUID.fromString("00000000-0000-4000-8000-000000000031"));
    private static final NodeId SHOP = new NodeId(UUID.fromString("00000000-0000-4000-8000-000000000012"));

    /** What the older release left. */
    static final class Before extends OlderRelease {
        Before() {
            super("202611221780");
        }

        @Override
        protected void fill(JdbcClient sql) {
            sql.sql(
                            "insert into identity.person (id, name, email, kind, created_at) values (?, 'Old', '', 'human', now())")
                    .param(PERSON)
                    .update();
            sql.sql("insert into identity.login (name, person, main, created_at) values ('old', ?, true, now())")
                    .param(PERSON)
                    .update();
            sql.sql("""
                            insert into identity.duty_assignment (id, person, duty, started_at)
                            values (gen_random_uuid(), ?, 'administrator', now())
                            """).param(PERSON).update();
            String node = """
                    insert into servicetree.node (id, parent, name, owner, environment, tier, customer, planted_at)
                    values (?, ?, ?, ?, ?, 2, 'Example', now())
                    """;
            sql.sql(node.replace("?, ?, ?, ?, ?", "?, null, ?, ?, ?"))
                    .params(ROOT.value(), "company", PERSON, "test")
                    .update();
            sql.sql(node)
                    .params(SHOP.value(), ROOT.value(), "shop", PERSON, "production")
                    .update();
            hosts(sql);
            people(sql);
            lost(sql);
            specification(sql);
            session(sql);
        }

        private static void session(JdbcClient sql) {
            sql.sql("""
                            insert into bastion.session (id, person, person_login, person_name, machine, host, host_path,
                                node, account, production, permit, rule, source, kind, state, holder, lease_until,
                                announced_at, not_after, ended_at, exit_code, end_why, file, file_hash, recording, chunks,
                                position, head)
                            values (?, ?, 'old', 'Old', 'runner', ?, '/shop/web-01', ?, 'deploy', true, ?, 'old', '127.0.0.1',
                                'run', 'ended', gen_random_uuid(), now(), now(), now(), now(), 0, 'bastion.end.exit',
                                '2026/11/22/00000000-0000-4000-8000-000000000031.rec', decode(repeat('00', 32), 'hex'),
                                'whole', 1, 1, decode(repeat('00', 32), 'hex'))
                            """)
                    .params(SESSION.value(), PERSON, HOST.value(), SHOP.value(), SESSION.value())
                    .update();
        }

        private static void specification(JdbcClient sql) {
            SpecificationText text = new SpecificationText(
                    "look",
                    SHOP,
                    "Look around",
                    Content.Purpose.CHANGE,
                    true,
                    false,
                    Parameter.parse("service: word").stream().toList(),
                    List.of("uptime", "systemctl status {service}"),
                    List.of("uptime"),
                    "none to speak of");
            UUID id = UUID.randomUUID();
            sql.sql("insert into change.specification (id, name, node_id, created_at) values (?, 'look', ?, now())")
                    .params(id, SHOP.value())
                    .update();
            sql.sql("""
                            insert into change.specification_version (id, specification_id, version, title, purpose,
                                production, business_days, parameters, steps, rollback, impact, content, content_hash,
                                proposed_at, founding, state, decided_at)
                            values (gen_random_uuid(), ?, 1, ?, 'change', true, false, ?, ?, ?, ?, ?, ?, now(), true,
                                'approved', now())
                            """)
                    .params(
                            id,
                            text.title(),
                            text.parameters().stream().map(Parameter::line).toArray(String[]::new),
                            text.steps().toArray(String[]::new),
                            text.rollback().toArray(String[]::new),
                            text.impact(),
                            text.canonical(1),
                            Content.sha256(text.canonical(1)))
                    .update();
        }

        private static void people(JdbcClient sql) {
            sql.sql(
                            "insert into identity.founding_act (period, at, person, actor, what) values (1, now(), ?, 'old', 'Host web-01 added')")
                    .param(PERSON)
                    .update();
            sql.sql(
                            "insert into identity.person (id, name, email, kind, created_at) values (?, 'Other', '', 'human', now())")
                    .param(DEPUTY)
                    .update();
            // A duty that has ended is history, and gets its mark all the same.
            sql.sql("""
                            insert into identity.duty_assignment (id, person, duty, started_at, ended_at)
                            values (gen_random_uuid(), ?, 'operator', now() - interval '1 day', now())
                            """).param(PERSON).update();
            sql.sql("""
                            insert into identity.deputy (id, person, deputy, from_at)
                            values (gen_random_uuid(), ?, ?, now())
                            """).params(PERSON, DEPUTY).update();
            sql.sql("""
                            insert into identity.leave (id, person, from_at, to_at, entered_by)
                            values (gen_random_uuid(), ?, now() - interval '1 hour', now() + interval '1 day', ?)
                            """).params(PERSON, PERSON).update();
        }

        // One that was closed without effect is history, and gets its mark all the same.
        private static void lost(JdbcClient sql) {
            sql.sql("""
                            insert into identity.lost_factor (id, person, asked_at, expires_at, address, closed_at)
                            values (gen_random_uuid(), ?, now(), now() + interval '1 day', '127.0.0.1', now())
                            """).param(PERSON).update();
            sql.sql("insert into identity.password (login, hash, set_at) values ('old', '$argon2id$none', now())")
                    .update();
        }

        private static void hosts(JdbcClient sql) {
            sql.sql("""
                            insert into asset.host (id, node_id, name, address, port, kind, founding, added_at)
                            values (?, ?, 'web-01', '127.0.0.1', 22, 'host', true, now())
                            """).params(HOST.value(), SHOP.value()).update();
            sql.sql("insert into asset.account (host_id, name, credential_kind) values (?, 'deploy', 'certificate')")
                    .param(HOST.value())
                    .update();
            for (String source : new String[] {"founding", "pasted"}) {
                sql.sql("""
                                insert into asset.host_pin (id, host_id, key_type, key_base64, fingerprint, source,
                                    proposed_by, proposed_at)
                                values (gen_random_uuid(), ?, 'ssh-ed25519', ?, 'SHA256:' || repeat('a', 43), ?, ?, now())
                                """).params(HOST.value(), source, source, PERSON).update();
            }
            sql.sql("""
                            insert into asset.host_pin_verdict (pin_id, proposed_by, decided_by, confirmed, note,
                                decided_at)
                            select id, proposed_by, gen_random_uuid(), true, '', now()
                            from asset.host_pin where source = 'pasted'
                            """).update();
        }
    }

    @Autowired
    private FirstMarking marking;

    @Autowired
    private ServiceTree tree;

    @Autowired
    private Hosts hosts;

    @Autowired
    private Specifications specifications;

    @Autowired
    private Duties duties;

    @Autowired
    private Deputies deputies;

    @Autowired
    private Arrivals arrivals;

    @Autowired
    private FoundingList list;

    @Autowired
    private SessionRows sessions;

    @Autowired
    private AuditSearch search;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestDatabase database;

    @Value("${bastide.home}")
    private Path home;

    @Test
    @Order(1)
    void holdsWhatTheOlderReleaseLeft() {
        assertThat(tree.snapshot().size()).isEqualTo(2);
        assertThat(tree.snapshot().isForeign(ROOT)).isFalse();
        assertThat(tree.snapshot().isForeign(SHOP)).isFalse();
        assertThat(tree.snapshot().position(SHOP)).isPositive();
        Host host = hosts.find(HOST).orElseThrow();
        assertThat(host.path()).isEqualTo("/shop/web-01");
        assertThat(host.accounts()).containsExactly(new Host.Account("deploy", Host.CredentialKind.CERTIFICATE));
        assertThat(hosts.pinnedKeys(HOST))
                .extracting(PinnedKey::base64)
                .containsExactlyInAnyOrder("founding", "pasted");
        assertThat(specifications.current("look").orElseThrow().usable()).isTrue();
        assertThat(list.acts(1)).singleElement().matches(FoundingList.Act::ours);
        PersonId person = new PersonId(PERSON);
        assertThat(duties.history(person))
                .extracting(DutyAssignment::duty)
                .containsExactly("administrator", "operator");
        assertThat(deputies.actingFor(person)).isEqualTo(new PersonId(DEPUTY));
        assertThat(sessions.endedWell(SESSION)).isPresent();
    }

    @Test
    @Order(1)
    void expectsWhoWasNeverIn() {
        assertThat(arrivals.isExpected(new PersonId(DEPUTY))).isTrue();
        assertThat(arrivals.isExpected(new PersonId(PERSON))).isFalse();
        assertThat(sql.sql("select count(*) from identity.lost_factor where mark is not null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(sql.sql("select count(*) from identity.newcomer where person = ?")
                        .param(PERSON)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @Order(2)
    void recordsAndTellsHowMany() {
        AuditQuery query = AuditQuery.of(Map.of("operation", "row.mark-first", "object", "table:servicetree.node"));
        assertThat(search.search(SETUP, query, null, 50).records())
                .singleElement()
                .satisfies(record -> assertThat(record.entry().content()).startsWith("2 rows of servicetree.node"));
        assertThat(sql.sql("""
                        select array_to_string(n.args, ' ') from notification.notice n
                        join notification.inbox i on i.notice_id = n.id
                        where n.key = 'identity.row.marked' and i.person_id = ?
                        """).param(PERSON).query(String.class).list()).contains("servicetree.node 2");
    }

    @Test
    @Order(3)
    void bitesWhoTakesTheMarkerAway() throws Exception {
        sql.sql("update servicetree.node set environment = 'test', mark = null where id = ?")
                .param(SHOP.value())
                .update();
        marking.afterSingletonsInstantiated();
        assertThat(foreign(SHOP)).isTrue();

        // As the owner could, who may delete from any table.
        database.owner().sql("delete from identity.marked_table").update();
        marking.afterSingletonsInstantiated();
        assertThat(foreign(SHOP)).isTrue();
        assertThat(foreign(ROOT)).isFalse();
        assertThat(Files.readAllLines(home.resolve(FirstMarking.LIST))).containsOnlyOnce("servicetree.node");
    }

    /** A second program on the same database has a home folder without the list. */
    @Test
    @Order(4)
    void bitesInAnotherHomeFolderToo() throws Exception {
        Files.delete(home.resolve(FirstMarking.LIST));
        marking.afterSingletonsInstantiated();

        assertThat(foreign(SHOP)).isTrue();
        assertThat(Files.readAllLines(home.resolve(FirstMarking.LIST))).contains("servicetree.node");
    }

    private boolean foreign(NodeId node) {
        return tree.snapshotAt(-1).isForeign(node);
    }
}
