package io.github.pgrehearse.stream;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Objects;

/// Expands zstd (RFC 8878), one frame or several in a row. It holds 128 KiB and, outside the heap,
/// the window that the frame asks for: 2 MiB as this program writes it, 128 MiB at the very most.
///
/// Damage is [Failure.Corrupt]. So is an empty source, which zstd-jni takes for nothing compressed.
final class UnzstdInputStream extends InputStream {

    private final PushbackInputStream source;
    private final ZstdInputStreamNoFinalizer expanded;
    private boolean begun;

    UnzstdInputStream(InputStream source) throws IOException {
        this.source = new PushbackInputStream(source, 1);
        this.expanded = new ZstdInputStreamNoFinalizer(this.source);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (!begun) {
            requireContent();
        }
        try {
            return expanded.read(bytes, offset, length);
        } catch (ZstdIOException e) {
            String how = e.getMessage();
            throw Damage.found("zstd", how == null ? "invalid data" : how);
        }
    }

    @Override
    public void close() throws IOException {
        expanded.close();
    }

    private void requireContent() throws IOException {
        int first = source.read();
        if (first < 0) {
            throw Damage.found("zstd", "it is empty");
        }
        source.unread(first);
        begun = true;
    }
}
