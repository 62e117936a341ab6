package dev.bastide.bastion.door;

import dev.bastide.bastion.ssh.SshKeys;
import dev.bastide.vault.Vault;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The keys by which people's clients know the bastion: made once, kept for ever, sealed by the vault. */
@Component
class BastionKeys {
    private final JdbcClient jdbc;
    private final Vault vault;
    private final Clock clock;

    BastionKeys(JdbcClient jdbc, Vault vault, Clock clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.clock = clock;
    }

    List<KeyPair> all() {
        return List.of(key("ssh-ed25519", "Ed25519", SshKeys::newEd25519), key("ssh-rsa", "RSA", SshKeys::newRsa4096));
    }

    /** The public lines, for {@code known_hosts}. */
    List<String> publicLines() {
        return jdbc.sql("select public_line from bastion.host_key order by algorithm")
                .query((row, number) -> row.getString("public_line"))
                .list();
    }

    private KeyPair key(String algorithm, String jdkName, Supplier<KeyPair> maker) {
        return read(algorithm, jdkName).orElseGet(() -> {
            KeyPair made = maker.get();
            jdbc.sql("""
                    insert into bastion.host_key (algorithm, sealed, public_line, made_at)
                    values (:algorithm, :sealed, :line, :now)
                    on conflict (algorithm) do nothing
                    """)
                    .param("algorithm", algorithm)
                    .param("sealed", vault.seal(encode(made), context(algorithm)))
                    .param("line", SshKeys.line(made.getPublic()))
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
            return read(algorithm, jdkName).orElse(made);
        });
    }

    private Optional<KeyPair> read(String algorithm, String jdkName) {
        return jdbc.sql("select sealed from bastion.host_key where algorithm = :algorithm")
                .param("algorithm", algorithm)
                .query((row, number) -> row.getBytes("sealed"))
                .optional()
                .map(stored -> decode(jdkName, vault.open(stored, context(algorithm))));
    }

    private static byte[] encode(KeyPair pair) {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] x509 = pair.getPublic().getEncoded();
        return ByteBuffer.allocate(4 + pkcs8.length + x509.length)
                .putInt(pkcs8.length)
                .put(pkcs8)
                .put(x509)
                .array();
    }

    private static KeyPair decode(String jdkName, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] pkcs8 = new byte[in.getInt()];
        in.get(pkcs8);
        byte[] x509 = new byte[in.remaining()];
        in.get(x509);
        return SshKeys.pair(jdkName, pkcs8, x509);
    }

    private static String context(String algorithm) {
        return "bastion.host-key:" + algorithm;
    }
}
