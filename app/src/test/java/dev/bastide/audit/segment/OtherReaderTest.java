package dev.bastide.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.log.LogEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger with the key reads a segment with parquet-java, by docs/formats/segment.md and without our reader. */
class OtherReaderTest {
    @TempDir
    Path folder;

    @Test
    void parquetJavaReadsEveryField() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        reads(1_000_000, Segments.oddEntries(9_000, random));
        reads(0, Segments.oddEntries(1, random));
        reads(3, Segments.entries(20_000));
    }

    @Test
    void theKeyOfTheFileIsDerivedAsTheFormatSays() throws Exception {
        byte[] key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

        SegmentKey segmentKey = new SegmentKey(Segments.KEY.id(), key);

        assertThat(segmentKey.fileKey()).isEqualTo(fileKey(key));
        assertThat(HexFormat.of().formatHex(segmentKey.fileKey()))
                .isEqualTo("9d07d553a8a9c59b68c95b703ba3263986f76f071448a377c14db8be5c9f0f65");
        assertThat(HexFormat.of().formatHex(segmentKey.indexKey()))
                .isEqualTo("cd320ab80fb43b15c8bfcee6a2c9c0042805b3a5912ed8e79f7d794ba1b180e3");
    }

    private static byte[] fileKey(byte[] segmentKey) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(segmentKey, "HmacSHA256"));
        return mac.doFinal("bastide.segment.file.1".getBytes(StandardCharsets.US_ASCII));
    }

    private void reads(long from, List<LogEntry> entries) throws Exception {
        SealedSegment sealed = Segments.seal(folder, from, entries);
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        String prefix = "bastide.segment.1 " + from + "-" + sealed.range().to();
        FileDecryptionProperties decryption = FileDecryptionProperties.builder()
                .withFooterKey(fileKey(key))
                .withAADPrefix(prefix.getBytes(StandardCharsets.US_ASCII))
                .build();
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withDecryption(decryption)
                .withCodecFactory(new ZstdAlone())
                .build();
        int row = 0;
        try (ParquetFileReader reader = new ParquetFileReader(
                new LocalInputFile(folder.resolve(sealed.range().fileName())), options)) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(group, new GroupRecordConverter(schema));
                for (long i = 0; i < group.getRowCount(); i++) {
                    same(records.read(), entries.get(row++));
                }
            }
        }
        assertThat(row).isEqualTo(entries.size());
    }

    private static void same(Group group, LogEntry entry) {
        AuditRecord record = entry.record();
        assertThat(group.getString("tag", 0)).isEqualTo(record.tag().name());
        assertThat(group.getLong("time", 0)).isEqualTo(Micros.of(record.time()));
        assertThat(group.getInteger("time_nanos", 0)).isEqualTo(Micros.rest(record.time()));
        assertThat(group.getString("operation", 0)).isEqualTo(record.operation());
        assertThat(group.getString("user_id", 0)).isEqualTo(record.userId());
        assertThat(group.getString("user_name", 0)).isEqualTo(TextBytes.repaired(record.userName()));
        assertThat(group.getString("user_group", 0)).isEqualTo(record.userGroup());
        assertThat(group.getString("ip_address", 0)).isEqualTo(record.ipAddress());
        assertThat(group.getString("method", 0)).isEqualTo(record.method().name());
        assertThat(group.getBinary("content", 0).getBytes()).isEqualTo(entry.content());
        assertThat(group.getString("result", 0)).isEqualTo(record.result().name());
        assertThat(text(group, "session_id")).isEqualTo(orEmpty(record.sessionId()));
        Long offset = record.offset();
        boolean hasOffset = offset != null && offset >= 0;
        assertThat(group.getFieldRepetitionCount("offset")).isEqualTo(hasOffset ? 1 : 0);
        if (hasOffset) {
            assertThat(group.getLong("offset", 0)).isEqualTo(offset);
        }
        assertThat(text(group, "object_id")).isEqualTo(orEmpty(record.objectId()));
        assertThat(text(group, "change_id")).isEqualTo(orEmpty(record.changeId()));
        ByteBuffer id = group.getBinary("id", 0).toByteBuffer();
        assertThat(new java.util.UUID(id.getLong(), id.getLong())).isEqualTo(entry.id());
        assertThat(group.getString("source", 0)).isEqualTo(entry.source());
        assertThat(group.getFieldRepetitionCount("source_seq")).isEqualTo(entry.sourceSeq() == null ? 0 : 1);
        if (entry.sourceSeq() != null) {
            assertThat(group.getLong("source_seq", 0)).isEqualTo(entry.sourceSeq());
        }
        assertThat(group.getLong("logged_at", 0)).isEqualTo(Micros.of(entry.loggedAt()));
        assertThat(group.getInteger("logged_at_nanos", 0)).isEqualTo(Micros.rest(entry.loggedAt()));
    }

    private static String text(Group group, String field) {
        return group.getFieldRepetitionCount(field) == 0 ? "" : group.getString(field, 0);
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
