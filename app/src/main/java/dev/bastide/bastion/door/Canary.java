package dev.bastide.bastion.door;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.ssh.Address;
import dev.bastide.bastion.ssh.SshKeys;
import dev.bastide.bastion.ssh.Visitor;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * This program's own visitor at the SSH door: a machine without any right, known by a key and a code of one start that are
 * stored nowhere. It comes as far as everybody with a key and a code, and nothing is ever opened to it. Source: seed 000 s4
 * (A113).
 */
@Component
class Canary {
    private static final String NAME = "canary-[0-9a-f-]{36}";
    private static final int CODE_BYTES = 16;

    private final KeyPair pair = SshKeys.newEd25519();
    private final String code;

    Canary(SecureRandom random) {
        byte[] bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        this.code = HexFormat.of().formatHex(bytes);
    }

    KeyPair pair() {
        return pair;
    }

    String code() {
        return code;
    }

    /** Whether it is the canary who shows this key. */
    boolean is(Address address, PublicKey key) {
        return address.person().matches(NAME) && SshKeys.same(pair.getPublic(), key);
    }

    /** Whether this visitor was known as the canary; no person's identifier looks so. */
    boolean is(Visitor visitor) {
        return visitor.person().matches(NAME);
    }

    boolean isCode(String typed) {
        return MessageDigest.isEqual(code.getBytes(StandardCharsets.UTF_8), typed.getBytes(StandardCharsets.UTF_8));
    }

    /** As records and decisions see it. */
    static Actor actor(Visitor visitor) {
        String name = visitor.person();
        return new Actor(
                Actor.Kind.MACHINE,
                null,
                "machine:" + name,
                name,
                "bastide",
                visitor.source().getHostAddress(),
                AccessMethod.SSH,
                visitor.connection().toString());
    }
}
