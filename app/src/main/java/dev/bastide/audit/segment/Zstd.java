package dev.bastide.audit.segment;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/** Compression at level 1: for records nearly as dense as slower levels (ADR 027). One instance serves one thread. */
final class Zstd implements AutoCloseable {
    private static final int LEVEL = 1;

    private final ZstdCompressCtx packing = new ZstdCompressCtx().setLevel(LEVEL);
    private final ZstdDecompressCtx unpacking = new ZstdDecompressCtx();
    private byte[] room = new byte[1 << 16];

    /** The packed bytes, valid until the next call. */
    byte[] room() {
        return room;
    }

    /** Packs into {@link #room} and says how many bytes it became. */
    int pack(byte[] plain, int length) {
        int bound = (int) com.github.luben.zstd.Zstd.compressBound(length);
        if (bound > room.length) {
            room = new byte[bound];
        }
        return packing.compressByteArray(room, 0, room.length, plain, 0, length);
    }

    /** Unpacks to exactly so many bytes, with room behind them for reading packed numbers. */
    byte[] unpack(byte[] packed, int length) {
        try {
            byte[] plain = new byte[Math.addExact(length, PageCode.SLACK)];
            if (unpacking.decompressByteArray(plain, 0, length, packed, 0, packed.length) != length) {
                throw new IllegalArgumentException("packed bytes of another length");
            }
            return plain;
        } catch (ZstdException e) {
            throw new IllegalArgumentException("packed bytes that do not unpack", e);
        }
    }

    @Override
    public void close() {
        packing.close();
        unpacking.close();
    }
}
