package io.github.pgrehearse.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The head of a request or of an answer (RFC 9112): its first line, and its fields as they came.
record HttpHead(String first, List<String> fields) {

    HttpHead {
        fields = List.copyOf(fields);
    }

    /// Reads a head, and nothing behind it; nothing if the other side has closed in good order.
    static Optional<HttpHead> read(InputStream in) throws IOException {
        int begin = in.read();
        if (begin < 0) {
            return Optional.empty();
        }
        String first = (char) begin + line(in);
        Stream.Builder<String> fields = Stream.builder();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            fields.add(field);
        }
        return Optional.of(new HttpHead(first, fields.build().toList()));
    }

    /// Reads up to the next line feed, and returns it without its ending.
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int single = in.read(); single != '\n'; single = in.read()) {
            if (single < 0) {
                throw new EOFException("the line was closed in the middle of a head");
            }
            line.write(single);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    String method() {
        return word(0);
    }

    String target() {
        return word(1);
    }

    int status() {
        return Integer.parseInt(word(1));
    }

    private String word(int index) {
        return first.split(" ", -1)[index];
    }

    /// An answer that another one follows, such as 100 Continue.
    boolean isInterim() {
        return status() < 200;
    }

    Optional<String> field(String name) {
        return fields.stream()
                .filter(field -> isNamed(field, name))
                .map(field -> field.substring(name.length() + 1).strip())
                .findFirst();
    }

    boolean says(String name, String value) {
        return field(name).map(said -> said.toLowerCase(Locale.ROOT).contains(value)).orElse(false);
    }

    boolean chunked() {
        return says("transfer-encoding", "chunked");
    }

    Optional<Long> length() {
        return field("content-length").map(Long::parseLong);
    }

    HttpHead without(String name) {
        return new HttpHead(first, fields.stream().filter(field -> !isNamed(field, name)).toList());
    }

    HttpHead withLength(long length) {
        Stream<String> others = without("content-length").fields.stream();
        return new HttpHead(
                first, Stream.concat(others, Stream.of("Content-Length: " + length)).toList());
    }

    private static boolean isNamed(String field, String name) {
        return field.regionMatches(true, 0, name + ":", 0, name.length() + 1);
    }

    byte[] bytes() {
        return (first + "\r\n" + String.join("\r\n", fields) + (fields.isEmpty() ? "" : "\r\n"))
                .concat("\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
