package io.github.pgrehearse.dump;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a plain `pg_dump` as it streams by and keeps account of all that it holds.
///
/// Memory is bounded whatever the length of a row or statement: rows are only counted and hashed,
/// and of a statement no more than 1 MiB is kept. What grows is the account itself, by some hundred
/// bytes a table and a statement. It never fails: what is not a dump is a dump that is not
/// complete.
///
/// One thread scans; any other may ask for [#bytes], [#rows] and [#table] meanwhile.
public final class DumpScanner {

    /// What `pg_dump` writes last, before the meta-command that ends restricted mode.
    private static final String CLOSING = "-- PostgreSQL database dump complete";

    /// What a [#step] went over.
    enum Passed {
        /// What is not ended yet, and so not known for what it is.
        OPEN,
        STATEMENT,
        COMMENT,
        META_COMMAND,
        ROWS
    }

    private final StatementSplitter splitter = new StatementSplitter();
    private final Inventory inventory = new Inventory();
    private final SortedSet<String> metaCommands = new TreeSet<>();

    private @Nullable CopyBlock copy;
    private Passed passed = Passed.OPEN;
    private boolean closed;
    private @Nullable String problem;
    private long finishedRows;
    private long scanned;
    private volatile long bytes;
    private volatile long rows;
    private volatile String table = "";

    /// A COPY block that is being read. Its data begins behind the line feed that ends the line of
    /// its statement.
    private static final class CopyBlock {
        final TableRows table;
        final CopyRows rows = new CopyRows();
        boolean inData;

        CopyBlock(TableRows table) {
            this.table = table;
        }
    }

    /// Takes the next bytes of the dump.
    public void scan(byte[] piece, int offset, int length) {
        int to = offset + length;
        int at = offset;
        while (at < to) {
            at = step(piece, at, to);
        }
    }

    /// Goes as far in `piece[from..to)` as all is of one kind, which [#passed] tells then, and
    /// returns how far that is.
    int step(byte[] piece, int from, int to) {
        int end;
        if (copy == null) {
            end = scanStatements(piece, from, to);
        } else {
            passed = Passed.ROWS;
            end = scanRows(copy, piece, from, to);
        }
        scanned += end - from;
        bytes = scanned;
        rows = finishedRows + (copy == null ? 0 : copy.rows.rows());
        return end;
    }

    /// What has gone by that `pg_dump` never writes, so that psql may read the dump otherwise than
    /// this does; null if there was nothing.
    @Nullable String problem() {
        if (problem == null) {
            problem = splitter.problem() == null ? inventory.problem() : splitter.problem();
        }
        return problem;
    }

    /// What of the statement that was just passed, or is open, depends on the session.
    Ambiguity ambiguity() {
        return splitter.ambiguity();
    }

    /// The encoding that the dump has set; empty before.
    Optional<String> encoding() {
        return inventory.encoding();
    }

    boolean standardStrings() {
        return inventory.standardStrings();
    }

    /// Whether the beginning of the open statement tells what it is.
    boolean tellsItsKind() {
        return inventory.tellsItsKind(splitter.statement());
    }

    Passed passed() {
        return passed;
    }

    /// What is known of the statement that was just passed, or of the beginning of the open one.
    Heading heading() {
        return inventory.heading(splitter.statement());
    }

    /// The same, and more.
    Topic topic(SortedSet<String> roles) {
        return inventory.topic(splitter.statement(), roles);
    }

    /// The meta-command that was just passed, with its arguments.
    String metaCommand() {
        return splitter.line();
    }

    boolean isInsideStatement() {
        return splitter.isInsideStatement();
    }

    boolean isInMetaCommand() {
        return splitter.isInMetaCommand();
    }

    /// Whether the statement that was just passed opened a COPY block.
    boolean isInRows() {
        return copy != null;
    }

    /// The roles referred to so far; it grows.
    SortedSet<String> roles() {
        return inventory.roles();
    }

    /// Those of them that the statement refers to which was just passed.
    SortedSet<String> statementRoles() {
        return inventory.statementRoles();
    }

    /// What the dump held, once all of it was scanned.
    public DumpContents contents() {
        boolean complete = closed && copy == null && splitter.between();
        return inventory.contents(complete, metaCommands);
    }

    /// How many bytes have gone by.
    public long bytes() {
        return bytes;
    }

    /// How many rows have gone by.
    public long rows() {
        return rows;
    }

    /// The table whose rows are going by or went by last, as the dump names it; empty before the
    /// first.
    public String table() {
        return table;
    }

    private int scanStatements(byte[] bytes, int from, int to) {
        switch (splitter.next(bytes, from, to)) {
            case BUFFER_END -> passed = Passed.OPEN;
            case STATEMENT -> {
                passed = Passed.STATEMENT;
                statement();
            }
            case COMMENT -> {
                passed = Passed.COMMENT;
                closed |= splitter.line().equals(CLOSING);
            }
            case META_COMMAND -> {
                passed = Passed.META_COMMAND;
                metaCommands.add(splitter.line().split("[\\s']", 2)[0]);
            }
        }
        return splitter.position();
    }

    private void statement() {
        closed = false; // what follows the closing comment is not what pg_dump wrote
        Optional<TableRows> target = inventory.take(splitter.statement(), splitter.groups());
        splitter.standardStrings(inventory.standardStrings());
        if (target.isPresent()) {
            copy = new CopyBlock(target.get());
            table = target.get().name();
        }
    }

    private void refuse(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    private int scanRows(CopyBlock block, byte[] bytes, int from, int to) {
        int at = from;
        while (!block.inData && at < to) {
            block.inData = bytes[at++] == '\n';
            if (!block.inData) {
                refuse("a COPY with something behind it on its line");
            }
        }
        int end = block.rows.scan(bytes, at, to);
        if (block.rows.isForeign()) {
            refuse("an end of data with a carriage return");
        }
        if (Zeros.in(bytes, at, end < 0 ? to : end)) {
            refuse("a byte of zero");
        }
        if (end < 0) {
            return to;
        }
        TableRows target = block.table;
        Optional<Digest> digest = Optional.of(new Digest(block.rows.sum()));
        inventory.add(new TableRows(target.name(), target.columns(), block.rows.rows(), digest));
        finishedRows += block.rows.rows();
        copy = null;
        return end;
    }
}
