package io.github.pgrehearse.stream;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Expands gzip (RFC 1952), one member or several in a row, and holds 64 KiB and an inflater.
///
/// It exists because the JDK's `GZIPInputStream` may take a stream for ended where it is not:
/// behind a member it asks `available`, which a network stream may answer with 0, and takes bytes
/// that are no member for the end. Here only the end of the source behind a whole member whose
/// checksum and size are right is an end; anything else is [Failure.Corrupt].
final class GunzipInputStream extends InputStream {

    private static final int BUFFER_BYTES = 64 * 1024;

    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;

    private final InputStream source;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private boolean inMember;
    private boolean begun;
    private boolean ended;

    GunzipInputStream(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (inMember || beginMember()) {
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                checksum.update(bytes, offset, count);
                return count;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inMember = false;
        inflater.end();
        source.close();
    }

    /// Some bytes, or none if the member ended or more input is needed.
    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, offset, length);
            if (count > 0) {
                return count;
            }
        } catch (DataFormatException e) {
            throw corrupt(e.getMessage() == null ? "invalid data" : e.getMessage());
        }
        if (inflater.finished()) {
            endMember();
        } else if (inflater.needsDictionary()) {
            throw corrupt("invalid data");
        } else if (inflater.needsInput()) {
            if (!fill()) {
                throw corrupt("it ends in the middle");
            }
            inflater.setInput(buffer, 0, limit);
            position = limit;
        }
        return 0;
    }

    private boolean beginMember() throws IOException {
        if (ended) {
            return false;
        }
        if (position == limit && !fill()) {
            if (!begun) {
                throw corrupt("it is empty");
            }
            ended = true;
            return false;
        }
        begun = true;
        readHeader();
        inflater.reset();
        checksum.reset();
        inflater.setInput(buffer, position, limit - position);
        position = limit;
        inMember = true;
        return true;
    }

    private void readHeader() throws IOException {
        if (readShort() != MAGIC || readByte() != DEFLATE) {
            throw corrupt("not gzip");
        }
        int flags = readByte();
        if ((flags & FLAGS_RESERVED) != 0) {
            throw corrupt("not gzip");
        }
        // Time, hints, operating system
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(readShort());
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        long crc = readShort() | (long) readShort() << 16;
        long size = readShort() | (long) readShort() << 16;
        if (crc != checksum.getValue()) {
            throw corrupt("checksum differs");
        }
        if (size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw corrupt("size differs");
        }
        inMember = false;
    }

    private int readShort() throws IOException {
        return readByte() | readByte() << 8;
    }

    private int readByte() throws IOException {
        if (position == limit && !fill()) {
            throw corrupt("it ends in the middle");
        }
        return buffer[position++] & 0xff;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            readByte();
        }
    }

    private void skipText() throws IOException {
        while (readByte() != 0) {
            // A text ends with a zero byte
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, source.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private static Failure.Corrupt corrupt(String how) {
        return Damage.found("gzip", how);
    }
}
