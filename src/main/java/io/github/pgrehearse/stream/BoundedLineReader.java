package io.github.pgrehearse.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/// Reads lines that may be of any length, and keeps no more than the beginning of each.
///
/// A child process may write an error message of hundreds of megabytes in one line, as a restored
/// function can make it do.
public final class BoundedLineReader implements Closeable {

    private static final int PIECE = 8192;

    private final Reader text;
    private final int limit;
    private final char[] piece = new char[PIECE];
    private int position;
    private int filled;

    /// @param text is closed with this
    /// @param limit how many characters of a line are kept
    public BoundedLineReader(Reader text, int limit) {
        this.text = text;
        this.limit = limit;
    }

    /// The beginning of the next line, without its end, or null behind the last one. A line ends
    /// with a line feed; a carriage return before it is not kept.
    public @Nullable String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean begun = false;
        while (hasMore()) {
            begun = true;
            char c = piece[position++];
            if (c == '\n') {
                return withoutReturn(line);
            }
            if (line.length() < limit) {
                line.append(c);
            }
        }
        return begun ? withoutReturn(line) : null;
    }

    private boolean hasMore() throws IOException {
        if (position == filled) {
            position = 0;
            filled = Math.max(0, text.read(piece, 0, piece.length));
        }
        return position < filled;
    }

    private static String withoutReturn(StringBuilder line) {
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
            line.setLength(last);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
