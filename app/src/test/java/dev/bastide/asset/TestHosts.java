package dev.bastide.asset;

import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.authority.HostId;
import dev.bastide.vault.Vault;
import java.time.Clock;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a test does to a host that nobody may do, marked as the program marks it. Import and inject it. */
@TestComponent
public final class TestHosts {
    private final JdbcClient sql;
    private final PinRows pins;
    private final Vault vault;
    private final Clock clock;

    TestHosts(JdbcClient sql, PinRows pins, Vault vault, Clock clock) {
        this.sql = sql;
        this.pins = pins;
        this.vault = vault;
        this.clock = clock;
    }

    /** Moves the host to another port of its address: an sshd's own is known only once it runs. */
    public void listensOn(HostId id, int port) {
        move(sql, vault, id, port);
    }

    static void move(JdbcClient sql, Vault vault, HostId id, int port) {
        HostMark host = sql.sql("select " + HostMark.COLUMNS + " from asset.host where id = ?")
                .param(id.value())
                .query((row, number) -> HostMark.of(row))
                .single();
        HostMark moved = new HostMark(
                host.id(),
                host.node(),
                host.name(),
                host.address(),
                port,
                host.kind(),
                host.customer(),
                host.configCommand(),
                host.retiredAt());
        sql.sql("update asset.host set port = ?, mark = ? where id = ?")
                .params(port, vault.mark("asset.host", moved.deciding()), id.value())
                .update();
    }

    /** Pins the key of a {@code .pub} line as an act of founding. */
    public void pin(HostId id, String key) {
        pins.insert(id, PublicKeyText.parse(key), HostPin.Source.FOUNDING, null, clock.instant());
    }
}
