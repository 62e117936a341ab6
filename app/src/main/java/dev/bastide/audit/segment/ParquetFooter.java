package dev.bastide.audit.segment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.parquet.format.AesGcmV1;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileCryptoMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.UUIDType;
import org.apache.parquet.format.Util;

/** What a Parquet file ends with: which key it was sealed with, in the open, and where everything lies, sealed. */
final class ParquetFooter {
    /** The first and the last four bytes of a file with an encrypted footer. */
    static final byte[] MAGIC = "PARE".getBytes(StandardCharsets.US_ASCII);

    /** The first and the last four bytes of a file that everybody may read. */
    static final byte[] PLAIN_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** Bytes that make a file unlike every other sealed with the same key. */
    static final int UNIQUE = 8;

    private static final String PREFIX = "bastide.segment.1 ";
    private static final String CREATED_BY = "bastide segment version 1";
    private static final int VERSION = 2;
    private static final int MESSAGE_BYTES = 1 << 20;

    private ParquetFooter() {}

    /** What comes before the file's own bytes in every authenticated text: a reader must know which range it wants. */
    static byte[] prefix(SegmentRange range) {
        return (PREFIX + range.from() + "-" + range.to()).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] fileText(SegmentRange range, byte[] unique) {
        byte[] prefix = prefix(range);
        byte[] whole = Arrays.copyOf(prefix, prefix.length + unique.length);
        System.arraycopy(unique, 0, whole, prefix.length, unique.length);
        return whole;
    }

    static Type type(Column column) {
        return switch (column.form()) {
            case TEXT, BYTES -> Type.BYTE_ARRAY;
            case MICROS, LONG -> Type.INT64;
            case INT -> Type.INT32;
            case UUID -> Type.FIXED_LEN_BYTE_ARRAY;
        };
    }

    /** The open part. There is one spelling of it, so that a changed byte is found though no tag protects it. */
    static byte[] crypto(UUID key, byte[] unique) {
        AesGcmV1 gcm = new AesGcmV1();
        gcm.setAad_file_unique(unique);
        gcm.setSupply_aad_prefix(true);
        FileCryptoMetaData crypto = new FileCryptoMetaData(EncryptionAlgorithm.AES_GCM_V1(gcm));
        crypto.setKey_metadata(key.toString().getBytes(StandardCharsets.US_ASCII));
        return ChunkDraft.thrift(out -> Util.writeFileCryptoMetaData(crypto, out));
    }

    /** What the open part says. */
    record Opening(byte[] key, byte[] unique, int length) {
        static Opening read(byte[] tail) {
            ByteArrayInputStream in = new ByteArrayInputStream(tail);
            FileCryptoMetaData crypto = parsed(() -> Util.readFileCryptoMetaData(in));
            EncryptionAlgorithm algorithm = crypto.getEncryption_algorithm();
            if (algorithm == null || !algorithm.isSetAES_GCM_V1() || !crypto.isSetKey_metadata()) {
                throw new IllegalArgumentException("not sealed with AES_GCM_V1");
            }
            byte[] unique = algorithm.getAES_GCM_V1().getAad_file_unique();
            if (unique == null) {
                throw new IllegalArgumentException("no bytes of its own");
            }
            return new Opening(crypto.getKey_metadata(), unique, tail.length - in.available());
        }
    }

    static byte[] write(List<Column> columns, long rows, List<RowGroup> groups) {
        List<SchemaElement> schema = new ArrayList<>();
        SchemaElement root = new SchemaElement("record");
        root.setNum_children(columns.size());
        schema.add(root);
        for (Column column : columns) {
            schema.add(element(column));
        }
        FileMetaData file = new FileMetaData(VERSION, schema, rows, groups);
        file.setCreated_by(CREATED_BY);
        return ChunkDraft.thrift(out -> Util.writeFileMetaData(file, out));
    }

    /** The row groups, where the footer is one that {@link #write} writes for this range. */
    static List<RowGroup> read(SegmentRange range, byte[] footer) {
        int most = Math.max(footer.length, MESSAGE_BYTES);
        FileMetaData file = parsed(() -> Util.readFileMetaData(new ByteArrayInputStream(footer), most));
        List<SchemaElement> schema = Objects.requireNonNull(file.getSchema());
        if (file.getNum_rows() != range.size() || schema.size() != Column.SEALED.size() + 1) {
            throw new IllegalArgumentException("a file of another form");
        }
        for (Column column : Column.SEALED) {
            if (!schema.get(column.place() + 1).equals(element(column))) {
                throw new IllegalArgumentException("no column " + column.label());
            }
        }
        return Objects.requireNonNull(file.getRow_groups());
    }

    private interface Structure<T> {
        T read() throws IOException;
    }

    /** Bytes in memory do not fail to be read; if the format's reader says so, they are no such structure. */
    private static <T> T parsed(Structure<T> structure) {
        try {
            return structure.read();
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static SchemaElement element(Column column) {
        SchemaElement element = new SchemaElement(column.label());
        element.setType(type(column));
        element.setRepetition_type(column.required() ? FieldRepetitionType.REQUIRED : FieldRepetitionType.OPTIONAL);
        switch (column.form()) {
            case TEXT -> {
                element.setConverted_type(ConvertedType.UTF8);
                element.setLogicalType(LogicalType.STRING(new StringType()));
            }
            case MICROS -> {
                element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
                element.setLogicalType(
                        LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MICROS(new MicroSeconds()))));
            }
            case UUID -> {
                element.setType_length(16);
                element.setLogicalType(LogicalType.UUID(new UUIDType()));
            }
            case BYTES, LONG, INT -> {
                // The physical type says it all.
            }
        }
        return element;
    }

    /** The last bytes: how long the footer is, and the magic. */
    static byte[] end(int length, byte[] magic) {
        return ByteBuffer.allocate(8)
                .putInt(Integer.reverseBytes(length))
                .put(magic)
                .array();
    }
}
