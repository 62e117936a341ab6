package dev.bastide.audit.segment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.EncryptionWithFooterKey;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** The sealed pages of one column in one row group, until the row group is written. */
final class ChunkDraft {
    private final Column column;
    private final int rowGroup;
    private final Sealing sealing;
    private final List<Page> pages = new ArrayList<>();
    private final List<PageLocation> locations = new ArrayList<>();
    private final Set<Encoding> encodings = EnumSet.of(Encoding.RLE);
    private byte[] dictionary = new byte[0];
    private long plainBytes;
    private long sealedBytes;
    private int values;

    /** What every column of a file is packed and sealed with. */
    record Sealing(Seal modules, Zstd zstd) {}

    /** What a piece of a file goes through before it is written. */
    interface Seal {
        /** As it is, for files that everybody may read. */
        Seal NONE = (plain, length, place) -> Arrays.copyOf(plain, length);

        byte[] seal(byte[] plain, int length, Modules.Place place);
    }

    private record Page(byte[] header, byte[] body, int firstRow) {
        int length() {
            return header.length + body.length;
        }
    }

    ChunkDraft(Column column, int rowGroup, Sealing sealing) {
        this.column = column;
        this.rowGroup = rowGroup;
        this.sealing = sealing;
    }

    /** Bytes that wait here. */
    long waitingBytes() {
        return sealedBytes;
    }

    /** Adds the next page; {@code rows} counts those without a value too. */
    void page(Bytes plain, int rows, Encoding encoding) {
        encodings.add(encoding);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, plain.length(), 0);
        header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
        int number = pages.size();
        Modules.Place place = Modules.Place.inPage(Modules.DATA_PAGE, rowGroup, column, number);
        Modules.Place ofHeader = Modules.Place.inPage(Modules.DATA_HEADER, rowGroup, column, number);
        Page page = sealed(header, plain, place, ofHeader);
        pages.add(new Page(page.header(), page.body(), values));
        values += rows;
        sealedBytes += page.length();
    }

    /** Sets the dictionary, which some of the pages point into. */
    void dictionary(Bytes plain, int entries) {
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, plain.length(), 0);
        header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
        encodings.add(Encoding.PLAIN);
        Modules.Place place = Modules.Place.inColumn(Modules.DICTIONARY_PAGE, rowGroup, column);
        Modules.Place ofHeader = Modules.Place.inColumn(Modules.DICTIONARY_HEADER, rowGroup, column);
        Page page = sealed(header, plain, place, ofHeader);
        dictionary = Arrays.copyOf(page.header(), page.length());
        System.arraycopy(page.body(), 0, dictionary, page.header().length, page.body().length);
        sealedBytes += page.length();
    }

    private Page sealed(PageHeader header, Bytes plain, Modules.Place place, Modules.Place ofHeader) {
        int packed = sealing.zstd().pack(plain.array(), plain.length());
        byte[] body = sealing.modules().seal(sealing.zstd().room(), packed, place);
        header.setCompressed_page_size(body.length);
        byte[] bytes = thrift(out -> Util.writePageHeader(header, out));
        byte[] sealedHeader = sealing.modules().seal(bytes, bytes.length, ofHeader);
        plainBytes += sealedHeader.length + plain.length();
        return new Page(sealedHeader, body, 0);
    }

    /** Where the file's bytes go. */
    interface Sink {
        /** Where the next byte will be. */
        long position();

        void write(byte[] bytes) throws IOException;
    }

    /**
     * Writes the column, keeps nothing of its pages but where they are, and tells where it lies; the index of its pages is
     * written by {@link #writeIndex}.
     */
    ColumnChunk write(Sink sink) throws IOException {
        long began = sink.position();
        sink.write(dictionary);
        long firstPage = sink.position();
        for (Page page : pages) {
            locations.add(new PageLocation(sink.position(), page.length(), page.firstRow()));
            sink.write(page.header());
            sink.write(page.body());
        }
        pages.clear();
        ColumnMetaData about = new ColumnMetaData(
                ParquetFooter.type(column),
                List.copyOf(encodings),
                List.of(column.label()),
                CompressionCodec.ZSTD,
                values,
                plainBytes,
                sink.position() - began,
                firstPage);
        if (dictionary.length > 0) {
            about.setDictionary_page_offset(began);
            dictionary = new byte[0];
        }
        ColumnChunk chunk = new ColumnChunk(began);
        chunk.setMeta_data(about);
        if (sealing.modules() instanceof Modules) {
            chunk.setCrypto_metadata(ColumnCryptoMetaData.ENCRYPTION_WITH_FOOTER_KEY(new EncryptionWithFooterKey()));
        }
        return chunk;
    }

    /** Writes where each page lies and with which row it begins. */
    void writeIndex(ColumnChunk chunk, Sink sink) throws IOException {
        byte[] plain = thrift(out -> Util.writeOffsetIndex(new OffsetIndex(locations), out));
        Modules.Place place = Modules.Place.inColumn(Modules.OFFSET_INDEX, rowGroup, column);
        byte[] sealed = sealing.modules().seal(plain, plain.length, place);
        chunk.setOffset_index_offset(sink.position());
        chunk.setOffset_index_length(sealed.length);
        sink.write(sealed);
    }

    /** Something that writes one of the format's structures. */
    interface Structure {
        void write(ByteArrayOutputStream out) throws IOException;
    }

    static byte[] thrift(Structure structure) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            structure.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
