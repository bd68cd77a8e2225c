package io.github.pgrehearse.dump;

import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// Passes a dump on to those that restore it, statement by statement, and keeps account of it on
/// the way.
///
/// No byte of a statement passes before it is known what the statement is, and no byte of a
/// meta-command passes at all: what reads the dump behind this is psql, which acts on what it
/// reads. Of a statement of more than 1 MiB the beginning decides. What the dump breaks off in the
/// middle of does not pass. What `pg_dump` never writes does not pass either, nor anything behind
/// it: psql might read it otherwise than [DumpScanner] does. Where only the settings of the session
/// decide how a statement is read, it passes behind a `SET` of them, since code that the dump
/// brought may have changed them.
public final class DumpRelay {

    /// What psql's restricted mode is entered and left by; whoever starts psql sees to that.
    private static final Set<String> HARMLESS = Set.of("\\restrict", "\\unrestrict");

    private static final Set<String> DATA_CALLS =
            Set.of(
                    "pg_catalog.setval",
                    "pg_catalog.lo_create",
                    "pg_catalog.lo_open",
                    "pg_catalog.lowrite",
                    "pg_catalog.lo_close");

    private final DumpScanner scanner = new DumpScanner();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final OutputStream whole;
    private final OutputStream bare;
    private final Course course;

    private Optional<Way> decided = Optional.empty();
    private Way rowsWay = Way.NOWHERE;
    private int rolesTold;

    /// Decides what passes.
    public interface Course {

        /// Whether a statement is to be left out of the restore.
        ///
        /// @param topic without roles if it is one of more than 1 MiB
        boolean leavesOut(Topic topic) throws IOException;

        /// The same of a `COPY` that no rows follow: it is of a file or program of the server.
        default boolean leavesOutServerCopy(Topic topic) throws IOException {
            return leavesOut(topic);
        }

        /// Learns which roles the dump has referred to so far, before the statement passes that
        /// brought new ones.
        void needs(SortedSet<String> roles) throws IOException;

        /// Refuses a meta-command that is more than the frame of a dump. It must throw.
        IOException refuse(String metaCommand);
    }

    private enum Way {
        EVERYWHERE,
        /// Data, and what is said about data alone.
        WHOLE,
        NOWHERE
    }

    /// @param whole takes all of the dump
    /// @param bare takes what makes the same schema without data; neither is closed or flushed
    public DumpRelay(OutputStream whole, OutputStream bare, Course course) {
        this.whole = whole;
        this.bare = bare;
        this.course = course;
    }

    /// Takes the next bytes of the dump.
    public void pass(byte[] piece, int offset, int length) throws IOException {
        int to = offset + length;
        int at = offset;
        while (at < to) {
            int end = scanner.step(piece, at, to);
            requireWritten(end - at);
            switch (scanner.passed()) {
                case ROWS -> write(rowsWay, piece, at, end);
                case COMMENT -> release(Way.EVERYWHERE, piece, at, end);
                case META_COMMAND -> metaCommand();
                case STATEMENT -> statement(piece, at, end);
                case OPEN -> hold(piece, at, end);
            }
            at = end;
        }
    }

    /// The account of what has passed, and of what was left out.
    public DumpScanner scanner() {
        return scanner;
    }

    private void requireWritten(int step) throws Failure.Corrupt {
        String problem = scanner.problem();
        if (problem != null) {
            throw foreign(problem, scanner.bytes() - step);
        }
    }

    private static Failure.Corrupt foreign(String what, long behind) {
        return new Failure.Corrupt(
                "The dump holds what pg_dump never writes [%s, behind byte %d]"
                        .formatted(what, behind),
                "psql could take a part of it for a command: find out who wrote it.");
    }

    private void statement(byte[] piece, int from, int to) throws IOException {
        SortedSet<String> roles = scanner.roles();
        if (roles.size() > rolesTold) {
            course.needs(roles);
            rolesTold = roles.size();
        }
        Way way = decided.isPresent() ? decided.get() : decide(scanner.statementRoles());
        if (decided.isEmpty()) {
            guard(way, scanner.ambiguity().byBackslash(), scanner.ambiguity().byEncoding());
        }
        decided = Optional.empty();
        release(way, piece, from, to);
        rowsWay = way;
    }

    /// Sees to it that psql reads the next statement as it was read here.
    private void guard(Way way, boolean byBackslash, boolean byEncoding) throws IOException {
        if (byEncoding && scanner.encoding().isEmpty()) {
            throw foreign("characters of an encoding that is not set before", scanner.bytes());
        }
        String set = "";
        if (byEncoding) {
            set += "\nSET client_encoding = '%s';\n".formatted(scanner.encoding().orElseThrow());
        }
        if (byBackslash && scanner.standardStrings()) {
            set += "\nSET standard_conforming_strings = on;\n";
        }
        byte[] guard = set.getBytes(StandardCharsets.US_ASCII);
        write(way, guard, 0, guard.length);
    }

    private Way decide(SortedSet<String> roles) throws IOException {
        Heading heading = scanner.heading();
        Topic topic = scanner.topic(roles);
        boolean ofServer = heading.kind().equals("COPY") && !scanner.isInRows();
        if (ofServer ? course.leavesOutServerCopy(topic) : course.leavesOut(topic)) {
            return Way.NOWHERE;
        }
        return isData(heading) ? Way.WHOLE : Way.EVERYWHERE;
    }

    private boolean isData(Heading heading) {
        return switch (heading.kind()) {
            case "COPY" -> scanner.isInRows();
            case "INSERT INTO", "REFRESH MATERIALIZED VIEW" -> true;
            case "SELECT" -> DATA_CALLS.contains(heading.name());
            default -> heading.isAboutLargeObjects();
        };
    }

    private void metaCommand() throws IOException {
        String word = scanner.metaCommand().split("[\\s']", 2)[0];
        if (scanner.isInsideStatement() || !HARMLESS.contains(word)) {
            throw course.refuse(word);
        }
        held.reset();
    }

    private void hold(byte[] piece, int from, int to) throws IOException {
        held.write(piece, from, to - from);
        if (held.size() <= StatementBytes.KEPT) {
            return;
        }
        if (scanner.isInMetaCommand()) {
            throw course.refuse("\\");
        }
        if (scanner.isInsideStatement() && decided.isEmpty()) {
            if (!scanner.tellsItsKind()) {
                throw foreign("a statement that does not tell what it is", scanner.bytes());
            }
            Way way = decide(Collections.emptySortedSet());
            guard(way, true, scanner.encoding().isPresent());
            decided = Optional.of(way);
        }
        release(decided.orElse(Way.EVERYWHERE), piece, to, to);
    }

    private void release(Way way, byte[] piece, int from, int to) throws IOException {
        if (held.size() > 0) {
            write(way, held.toByteArray(), 0, held.size());
            held.reset();
        }
        write(way, piece, from, to);
    }

    private void write(Way way, byte[] piece, int from, int to) throws IOException {
        if (way == Way.EVERYWHERE) {
            bare.write(piece, from, to - from);
        }
        if (way != Way.NOWHERE) {
            whole.write(piece, from, to - from);
        }
    }
}
