package io.github.pgrehearse.dump;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Gathers large objects from the calls that `pg_dump` writes for each: `lo_open('oid', …)`,
/// `lowrite(0, '\x…')` as often as it takes, `lo_close(0)`.
final class LargeObjectReader {

    private final HashStream64 object = Digest.stream();
    private long count;
    private long bytes;
    private long sum;

    /// Takes a call of `function`, with its arguments still to be read, and says whether it was one
    /// of those that carry a large object.
    boolean take(String function, Tokens arguments) {
        switch (function) {
            case "pg_catalog.lo_open" -> open(arguments.string());
            case "pg_catalog.lowrite" -> {
                return write(arguments);
            }
            case "pg_catalog.lo_close" -> close();
            default -> {
                return false;
            }
        }
        return true;
    }

    LargeObjects result() {
        return new LargeObjects(count, bytes, new Digest(sum));
    }

    private void open(String oid) {
        object.reset();
        object.putBytes(oid.getBytes(StandardCharsets.US_ASCII));
        object.putByte((byte) 0);
    }

    private boolean write(Tokens arguments) {
        arguments.advance();
        arguments.skip(",");
        String literal = arguments.string();
        if (!literal.startsWith("\\x")) {
            return false;
        }
        try {
            byte[] content = HexFormat.of().parseHex(literal, 2, literal.length());
            object.putBytes(content);
            bytes += content.length;
            return true;
        } catch (IllegalArgumentException e) {
            return false; // not as pg_dump writes it: kept as a statement like any other
        }
    }

    private void close() {
        count++;
        sum += object.getAsLong();
    }
}
