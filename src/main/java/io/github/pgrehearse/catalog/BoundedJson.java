package io.github.pgrehearse.catalog;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/// JSON that anybody may have written: what it may be made of has bounds, and no name stands twice
/// in one object. What is not so is a [tools.jackson.core.JacksonException] of the parser.
final class BoundedJson {

    /// How deep objects and lists may be nested. Ours are by five.
    static final int DEEPEST = 32;

    /// Of a text, in characters. The longest that PostgreSQL itself writes into a manifest are
    /// names of 63 bytes; of ours, messages.
    static final int LONGEST_TEXT = 1 << 20;

    /// Of a number, in digits: more than 64 bits have.
    private static final int LONGEST_NUMBER = 40;

    /// Of the name of a field, in characters.
    private static final int LONGEST_NAME = 1024;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxStringLength(LONGEST_TEXT)
                                    .maxNumberLength(LONGEST_NUMBER)
                                    .maxNameLength(LONGEST_NAME)
                                    .build())
                    .build();

    /// For whole documents, which the caller has bounded.
    static final JSON JSON_READER = JSON.builder(FACTORY).build();

    private BoundedJson() {}

    /// A parser that leaves the stream open.
    static JsonParser parser(InputStream in) {
        return FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    /// The same bytes; more than so many in a row, without a new allowance, are refused.
    static final class Allowance extends InputStream {

        private final InputStream in;
        private long left;
        private long granted;

        Allowance(InputStream in, long bytes) {
            this.in = in;
            this.left = bytes;
            this.granted = bytes;
        }

        /// Lets so many bytes pass from now on.
        void grant(long bytes) {
            left = bytes;
            granted = bytes;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new StreamConstraintsException("more than %d bytes".formatted(granted));
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
