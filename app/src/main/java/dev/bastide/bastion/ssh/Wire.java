package dev.bastide.bastion.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Small pieces of the protocol's encoding. */
final class Wire {
    private Wire() {}

    /** A length-prefixed string. */
    static byte[] string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** An unsigned 32-bit number. */
    static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    /** The rest of an exit-signal: name, no core dumped, no message, no language. */
    static byte[] signal(String name) {
        byte[] text = string(name);
        return ByteBuffer.allocate(text.length + 1 + 2 * Integer.BYTES)
                .put(text)
                .array();
    }
}
