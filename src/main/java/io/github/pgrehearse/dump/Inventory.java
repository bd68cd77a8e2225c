package io.github.pgrehearse.dump;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Understands the statements of a dump and keeps the books: what each is about, and what the dump
/// holds. What it does not understand it keeps as a statement; it never fails.
final class Inventory {

    private final Map<List<Object>, TableRows> tables = new LinkedHashMap<>();
    private final List<SequenceValue> sequences = new ArrayList<>();
    private final List<Statement> statements = new ArrayList<>();
    private final Map<String, Statement> folded = new LinkedHashMap<>();
    private final LargeObjectReader largeObjects = new LargeObjectReader();
    private final RoleReader roles = new RoleReader();

    /// One copy of each name and kind, which come again and again: a table has many statements.
    private final Map<String, String> texts = new HashMap<>();

    private String encoding = "SQL_ASCII";
    private Charset charset = StandardCharsets.ISO_8859_1;
    private boolean standardStrings = true;
    private boolean encodingSet;
    private @Nullable String problem;

    /// Takes a statement with `groups` outer pairs of parentheses. Returns the table, still without
    /// rows, if the statement opens a COPY block.
    Optional<TableRows> take(StatementBytes bytes, long groups) {
        roles.nextStatement();
        Tokens tokens = new Tokens(bytes, charset, standardStrings);
        Heading found = Heading.read(tokens);
        if (tokens.foreign()) {
            problem = "a statement whose keywords are not in capitals";
        }
        Heading heading = new Heading(one(found.kind()), one(found.name()));
        if (heading.kind().equals("COPY")) {
            Optional<TableRows> table = copy(heading.name(), tokens.copy());
            if (table.isPresent()) {
                return table;
            }
            problem = "a COPY that is not 'FROM stdin;' and nothing else";
        } else if (heading.kind().startsWith("COPY")) {
            problem = "a COPY that is not 'FROM stdin;' and nothing else";
        }
        if (!carriesData(heading, tokens.copy(), groups)) {
            remember(heading, tokens, new Digest(bytes.hash()));
        }
        return Optional.empty();
    }

    /// Adds what a COPY block or an INSERT brought.
    void add(TableRows rows) {
        tables.merge(List.of(rows.name(), rows.columns()), rows, TableRows::plus);
    }

    /// What a statement is about.
    Heading heading(StatementBytes statement) {
        return Heading.read(new Tokens(statement, charset, standardStrings));
    }

    /// The same, and more.
    Topic topic(StatementBytes statement, SortedSet<String> roles) {
        return Topic.read(new Tokens(statement, charset, standardStrings), roles);
    }

    /// The roles referred to so far; it grows.
    SortedSet<String> roles() {
        return roles.roles();
    }

    /// Those that the statement refers to which was taken last.
    SortedSet<String> statementRoles() {
        return roles.latest();
    }

    /// What was met that `pg_dump` never writes; null if there was nothing.
    @Nullable String problem() {
        return problem;
    }

    /// The encoding that the dump has set; empty before.
    Optional<String> encoding() {
        return encodingSet ? Optional.of(encoding) : Optional.empty();
    }

    /// Whether the kept part of the open statement tells what it is about.
    boolean tellsItsKind(StatementBytes statement) {
        Tokens tokens = new Tokens(statement, charset, standardStrings);
        Heading.read(tokens);
        return tokens.kind() != Tokens.Kind.END && !tokens.foreign();
    }

    /// Whether a backslash in a plain string is an ordinary character from here on.
    boolean standardStrings() {
        return standardStrings;
    }

    DumpContents contents(boolean complete, SortedSet<String> metaCommands) {
        List<Statement> all = new ArrayList<>(statements);
        all.addAll(folded.values());
        return new DumpContents(
                complete,
                encoding,
                List.copyOf(tables.values()),
                sequences,
                largeObjects.result(),
                all,
                roles.roles(),
                metaCommands);
    }

    private Optional<TableRows> copy(String name, Tokens rest) {
        List<String> columns = columns(rest);
        return !name.isEmpty()
                        && rest.skip("FROM")
                        && rest.skip("stdin")
                        && rest.kind() == Tokens.Kind.END
                ? Optional.of(new TableRows(name, columns, 0, Optional.of(Digest.NONE)))
                : Optional.empty();
    }

    private List<String> columns(Tokens tokens) {
        List<String> columns = new ArrayList<>();
        if (tokens.skip("(")) {
            while (!tokens.skip(")") && tokens.kind() != Tokens.Kind.END) {
                columns.add(one(tokens.text()));
                tokens.advance();
                tokens.skip(",");
            }
        }
        return columns;
    }

    private boolean carriesData(Heading heading, Tokens rest, long groups) {
        return switch (heading.kind()) {
            case "INSERT INTO" -> insert(heading.name(), rest, groups);
            case "SELECT" -> rest.skip("(") && call(heading.name(), rest);
            default -> false;
        };
    }

    /// Each outer pair of parentheses is a row, but for the one around the columns.
    private boolean insert(String name, Tokens rest, long groups) {
        boolean named = rest.is("(");
        List<String> columns = columns(rest);
        long rows = rest.is("DEFAULT") ? 1 : groups - (named ? 1 : 0);
        add(new TableRows(name, columns, rows, Optional.empty()));
        return true;
    }

    private boolean call(String function, Tokens arguments) {
        return function.equals("pg_catalog.setval")
                ? setval(arguments)
                : largeObjects.take(function, arguments);
    }

    private boolean setval(Tokens arguments) {
        String name = arguments.string();
        arguments.advance();
        arguments.skip(",");
        String sign = arguments.skip("-") ? "-" : "";
        String value = sign + arguments.text();
        arguments.advance();
        arguments.skip(",");
        try {
            sequences.add(new SequenceValue(name, Long.parseLong(value), arguments.is("true")));
            return true;
        } catch (NumberFormatException e) {
            return false; // not as pg_dump writes it
        }
    }

    private void remember(Heading heading, Tokens rest, Digest digest) {
        String kind = heading.kind();
        String name = heading.name();
        if (kind.equals("SET")) {
            set(name, rest);
        }
        roles.take(kind, name, rest);
        if (heading.isAboutLargeObjects()) {
            fold(new Statement(kind, "", digest));
        } else if (name.equals("pg_catalog.lo_create")) {
            fold(new Statement(kind, name, digest));
        } else {
            statements.add(new Statement(kind, name, digest));
        }
    }

    private String one(String text) {
        return texts.computeIfAbsent(text, Function.identity());
    }

    private void fold(Statement statement) {
        folded.merge(statement.kind(), statement, Statement::plus);
    }

    private void set(String setting, Tokens value) {
        value.skip("=");
        switch (setting) {
            case "client_encoding" -> {
                encoding = value.string();
                encodingSet = true;
                if (!DumpEncoding.isOfServers(encoding)) {
                    problem = "a client_encoding that no database can have";
                }
                charset = DumpEncoding.charset(encoding);
            }
            case "standard_conforming_strings" -> standardStrings = value.is("on");
            default -> {}
        }
    }
}
