package io.github.pgrehearse.dump;

import java.io.ByteArrayOutputStream;

/// Follows a dollar-quoted string, `$tag$ … $tag$`, byte by byte.
final class DollarQuote {

    /// What the bytes behind a dollar sign have turned out to be.
    enum Opening {
        /// A tag, so far.
        UNDECIDED,
        /// A whole tag: the string begins.
        STRING,
        /// A parameter such as `$1`.
        PARAMETER,
        /// Nothing that `pg_dump` writes.
        SOMETHING_ELSE
    }

    /// Much longer than any that `pg_dump` makes.
    private static final int LONGEST = 1024;

    private final ByteArrayOutputStream tag = new ByteArrayOutputStream();
    private byte[] delimiter = {};
    private int matched;

    /// Begins behind a dollar sign.
    void begin() {
        tag.reset();
        tag.write('$');
    }

    /// Takes the next byte of what may be a tag.
    Opening open(byte b) {
        boolean digit = b >= '0' && b <= '9';
        if (b == '$') {
            tag.write(b);
            delimiter = tag.toByteArray();
            matched = 0;
            return Opening.STRING;
        }
        if (digit && tag.size() == 1) {
            return Opening.PARAMETER;
        }
        if (Lexer.continuesWord(b) && tag.size() < LONGEST) {
            tag.write(b);
            return Opening.UNDECIDED;
        }
        return Opening.SOMETHING_ELSE;
    }

    /// Takes the next byte of the string and says whether it was the last of the closing tag.
    ///
    /// A tag holds dollar signs only at its ends, so that a mismatch can only begin anew at one.
    boolean close(byte b) {
        if (b == delimiter[matched]) {
            matched++;
        } else {
            matched = b == '$' ? 1 : 0;
        }
        return matched == delimiter.length;
    }
}
