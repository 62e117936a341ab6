package dev.bastide.audit.segment;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** The one codec that segments use. */
final class ZstdAlone implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("it only reads");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new BytesInputDecompressor() {
            @Override
            public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                return BytesInput.from(Zstd.decompress(bytes.toInputStream().readAllBytes(), size));
            }

            @Override
            public void decompress(ByteBuffer in, int packed, ByteBuffer out, int size) {
                throw new UnsupportedOperationException("not asked for");
            }

            @Override
            public void release() {}
        };
    }

    @Override
    public void release() {}
}
