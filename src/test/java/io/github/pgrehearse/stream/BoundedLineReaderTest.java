package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BoundedLineReaderTest {

    private static List<String> lines(Reader text, int limit) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BoundedLineReader reader = new BoundedLineReader(text, limit)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void readsLines() throws IOException {
        assertThat(lines(new StringReader("one\r\n\ntwo\nthree"), 100))
                .containsExactly("one", "", "two", "three");
        assertThat(lines(new StringReader(""), 100)).isEmpty();
    }

    @Test
    void keepsTheBeginningOfALongLine() throws IOException {
        assertThat(lines(new StringReader("abcdef\nabc\nabcd"), 3))
                .containsExactly("abc", "abc", "abc");
    }

    @Test
    void holdsNoLineWhateverItsLength() throws IOException {
        long length = 300_000_000L;

        assertThat(lines(new Line(length), 5)).containsExactly("zzzzz");
    }

    /// One line that is longer than any string can be.
    private static final class Line extends Reader {
        private long left;

        Line(long length) {
            this.left = length;
        }

        @Override
        public int read(char[] piece, int offset, int count) {
            int now = (int) Math.min(left, count);
            Arrays.fill(piece, offset, offset + now, 'z');
            left -= now;
            return now == 0 ? -1 : now;
        }

        @Override
        public void close() {}
    }
}
