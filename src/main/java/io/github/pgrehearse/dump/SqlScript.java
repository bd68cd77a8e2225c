package io.github.pgrehearse.dump;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts SQL that a person wrote into its statements and the comments between them, as psql does.
///
/// Meta-commands of psql are refused: they are none of the server's, and some run programs.
public final class SqlScript {

    /// Ends what lacks its semicolon at the end of the file.
    private static final byte[] ENDING = {'\n', ';', '\n'};

    private final byte[] bytes;
    private final int end;
    private final StatementSplitter splitter = new StatementSplitter();
    private final List<Piece> pieces = new ArrayList<>();
    private int counted;
    private int line = 1;

    /// A part of it.
    public sealed interface Piece {

        /// On which line it begins, from 1.
        int line();

        /// A line comment between statements.
        ///
        /// @param text from the two hyphens on
        /// @param alone whether nothing stands before it on its line
        record Comment(int line, String text, boolean alone) implements Piece {}

        /// A statement without its semicolon.
        record Query(int line, String text) implements Piece {}
    }

    private SqlScript(byte[] script) {
        this.end = script.length;
        this.bytes = Arrays.copyOf(script, end + ENDING.length);
        System.arraycopy(ENDING, 0, bytes, end, ENDING.length);
    }

    /// The parts of a script in UTF-8, in their order.
    ///
    /// @throws IllegalArgumentException if it is no such script, with the line and why
    public static List<Piece> read(byte[] script) {
        SqlScript cut = new SqlScript(script);
        cut.read();
        return List.copyOf(cut.pieces);
    }

    private void read() {
        int at = 0;
        while (at < bytes.length) {
            StatementSplitter.Event event = splitter.next(bytes, at, bytes.length);
            at = splitter.position();
            switch (event) {
                case STATEMENT -> addQuery(at - Math.toIntExact(splitter.statement().length()), at);
                case COMMENT -> addComment(at - 1);
                case META_COMMAND ->
                        throw problem(
                                at - 1,
                                "%s is a command of psql, and only SQL is run"
                                        .formatted(splitter.line().split("\\s", 2)[0]));
                case BUFFER_END -> {}
            }
        }
        if (splitter.isInsideStatement()) {
            int start = bytes.length - Math.toIntExact(splitter.statement().length());
            throw problem(start, "a quote or a parenthesis of this statement is not closed");
        }
        if (!splitter.between()) {
            throw problem(end, "a comment is not closed");
        }
    }

    private void addQuery(int from, int to) {
        int behind = Math.min(to - 1, end);
        if (behind > from) {
            pieces.add(new Piece.Query(lineAt(from), text(from, behind).strip()));
        }
    }

    private void addComment(int lineFeed) {
        int start = lineFeed;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        String whole = text(start, lineFeed).strip();
        boolean alone = whole.startsWith("--");
        String comment = alone ? whole : whole.substring(whole.indexOf("--"));
        pieces.add(new Piece.Comment(lineAt(start), comment, alone));
    }

    private String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw problem(from, "this is not UTF-8");
        }
    }

    /// Is asked from the beginning to the end.
    private int lineAt(int position) {
        for (; counted < Math.min(position, end); counted++) {
            line += bytes[counted] == '\n' ? 1 : 0;
        }
        return line;
    }

    private IllegalArgumentException problem(int position, String why) {
        return new IllegalArgumentException("line %d: %s".formatted(lineAt(position), why));
    }
}
