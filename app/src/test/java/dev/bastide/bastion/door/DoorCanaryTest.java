package dev.bastide.bastion.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.ssh.Address;
import dev.bastide.bastion.ssh.Knock;
import dev.bastide.bastion.ssh.SshKeys;
import dev.bastide.bastion.ssh.Wishes;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The program's own canary comes in at the SSH door by key and code, and nothing is opened to it. (A113) */
@BastideTest
class DoorCanaryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Autowired
    private Bastion bastion;

    @Autowired
    private Canary canary;

    @Autowired
    private AuditSearch record;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private TestPeople somebody;

    private final String name = "canary-" + UUID.randomUUID();

    private Knock door() {
        List<PublicKey> keys = bastion.publicKeys().stream()
                .map(SshKeys::read)
                .flatMap(Optional::stream)
                .toList();
        return new Knock("127.0.0.1", bastion.port().orElseThrow(), keys);
    }

    private List<AuditRecord> told(String operation) {
        AuditQuery query = AuditQuery.of(Map.of("operation", operation, "content", name));
        AuditQuery byName = AuditQuery.of(Map.of("operation", operation, "user", "machine:" + name));
        Actor reader = Actor.machine("test", AccessMethod.LOCAL);
        return java.util.stream.Stream.of(query, byName)
                .flatMap(one -> record.search(reader, one, null, 100).records().stream())
                .map(StoredRecord::entry)
                .toList();
    }

    private void isRefused(String operation, String word) throws Exception {
        Eventually.holds(
                "the refusal is recorded",
                PATIENCE,
                () -> told(operation).stream()
                        .anyMatch(entry -> entry.result() == Result.REFUSED
                                && entry.method() == AccessMethod.SSH
                                && entry.content().contains(word)));
    }

    @Test
    void aCommandAFileTransferAndAForwardingAreRefusedAndRecorded() throws Exception {
        door().asKnown(name, canary.pair(), canary.code(), Wishes.command());
        isRefused("session.open", "exec: true");
        door().asKnown(name, canary.pair(), canary.code(), Wishes.files());
        isRefused("session.open", "subsystem: sftp");
        door().asKnown(name, canary.pair(), canary.code(), Wishes.forwarding());
        isRefused("session.refuse", "direct-tcpip");

        assertThat(told("session.open")).noneMatch(entry -> entry.result() == Result.DONE);
        assertThat(sql.sql("select count(*) from bastion.connection where asked_for like ?")
                        .param(name + "%")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aHostInItsNameOpensNothingEither() throws Exception {
        door().asKnown(name + "%root@web-01", canary.pair(), canary.code(), Wishes.command());

        isRefused("session.open", name + "%root@web-01 exec: true");
    }

    @Test
    void aWrongCodeIsRefusedAndRecorded() throws Exception {
        door().withWrongCode(name, canary.pair());

        isRefused("bastion.login", "wrong code, as " + name);
    }

    @Test
    void nobodyElseIsTheCanary() {
        assertThatThrownBy(() -> door().asKnown(name, SshKeys.newEd25519(), canary.code(), Wishes.command()))
                .isInstanceOf(IOException.class);
        TestPeople.Someone operator = somebody.with("operator");
        assertThatThrownBy(() -> door().asKnown(operator.login(), canary.pair(), canary.code(), Wishes.command()))
                .isInstanceOf(IOException.class);
        assertThat(canary.is(
                        Address.parse(operator.login()).orElseThrow(),
                        canary.pair().getPublic()))
                .isFalse();
        assertThat(canary.isCode("")).isFalse();
    }
}
