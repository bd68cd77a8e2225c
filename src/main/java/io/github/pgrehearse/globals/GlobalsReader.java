package io.github.pgrehearse.globals;

import io.github.pgrehearse.dump.DumpEncoding;
import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the globals of a backup. What it does not understand it drops, and tells.
public final class GlobalsReader {

    /// In bytes; those of a hundred thousand roles are that large.
    public static final int LARGEST = 16 << 20;

    /// How many roles, memberships and settings there may be in one statement.
    static final int MOST_IN_ONE = 1_000;

    /// And in all.
    private static final int MOST = 200_000;

    private static final int DROPPED_SHOWN = 10;

    private static final int HEAD = 4096;

    private static final Pattern ENCODING =
            Pattern.compile("(?m)^SET client_encoding = '([A-Za-z0-9_]{1,20})';$");

    private final RoleStatements roles = new RoleStatements();
    private final DatabaseStatements database = new DatabaseStatements();
    private final List<String> shown = new ArrayList<>();
    private final Tokenizer tokenizer;
    private int dropped;
    private int statements;

    private GlobalsReader(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Reads them. The stream stays open.
    ///
    /// @param name of the object, for messages
    /// @throws Failure.Corrupt if they are larger than any of a server are
    public static Globals read(InputStream in, String name) throws IOException {
        byte[] all = in.readNBytes(LARGEST + 1);
        if (all.length > LARGEST) {
            throw tooLarge("%s has more than %d MiB".formatted(name, LARGEST >> 20));
        }
        InputStreamReader text = new InputStreamReader(new ByteArrayInputStream(all), charset(all));
        return new GlobalsReader(new Tokenizer(text)).read(name);
    }

    /// Why globals are not read.
    public static Failure.Corrupt tooLarge(String why) {
        return new Failure.Corrupt(
                "The globals are too large [%s]".formatted(why),
                "No server writes such: somebody else did. Restore into an empty database without"
                        + " --create, whose roles you have made by hand.");
    }

    private static Charset charset(byte[] all) {
        String head = new String(all, 0, Math.min(HEAD, all.length), StandardCharsets.ISO_8859_1);
        Matcher encoding = ENCODING.matcher(head);
        return encoding.find() ? DumpEncoding.charset(encoding.group(1)) : StandardCharsets.UTF_8;
    }

    private Globals read(String name) throws IOException {
        Optional<Tokenizer.Found> next = tokenizer.next();
        while (next.isPresent()) {
            take(next.get());
            statements++;
            if (Math.max(statements, roles.items() + database.items()) > MOST) {
                throw tooLarge("%s has more than %d statements".formatted(name, MOST));
            }
            next = tokenizer.next();
        }
        return new Globals(
                roles.roles(),
                roles.memberships(),
                database.database(),
                new Globals.Dropped(dropped, shown));
    }

    private void take(Tokenizer.Found statement) {
        try {
            Words words = new Words(statement.tokens().orElseThrow(Words.NotUnderstood::new));
            if (dispatch(words)) {
                drop(statement.shown());
            }
        } catch (Words.NotUnderstood e) {
            drop(statement.shown());
        }
    }

    private void drop(String statement) {
        dropped++;
        if (shown.size() < DROPPED_SHOWN) {
            shown.add(statement);
        }
    }

    /// Whether a part of it was dropped.
    private boolean dispatch(Words words) throws Words.NotUnderstood {
        if (words.skip("set")) {
            session(words);
        } else if (words.skip("create", "role")) {
            roles.create(words);
        } else if (words.skip("alter", "role")) {
            return alterRole(words);
        } else if (words.skip("comment", "on", "role")) {
            roles.comment(words);
        } else if (words.skip("create", "database")) {
            database.create(words);
        } else if (words.skip("alter", "database")) {
            database.alter(words);
        } else if (words.skip("comment", "on", "database")) {
            database.comment(words);
        } else if (words.skip("grant")) {
            grant(words);
        } else {
            words.require("revoke");
            boolean optionOnly = words.skip("grant", "option", "for");
            SortedSet<String> kinds = DatabaseStatements.kinds(granted(words));
            words.require("on", "database");
            database.privileges(false, kinds, optionOnly, words);
        }
        return false;
    }

    private boolean alterRole(Words words) throws Words.NotUnderstood {
        Name role = words.name();
        if (words.skip("in", "database")) {
            database.alterRole(role, words);
            return false;
        }
        return roles.alter(role, words);
    }

    private void grant(Words words) throws Words.NotUnderstood {
        List<Name> granted = granted(words);
        if (words.skip("on", "database")) {
            database.privileges(true, DatabaseStatements.kinds(granted), false, words);
        } else {
            words.require("to");
            roles.grant(granted, words);
        }
    }

    /// Roles, or privileges, of which `ALL` may be two words.
    private static List<Name> granted(Words words) throws Words.NotUnderstood {
        List<Name> granted = words.names();
        words.skip("privileges");
        return granted;
    }

    /// What the session of psql would be: of that, only how strings are written counts.
    private void session(Words words) throws Words.NotUnderstood {
        if (words.skip("standard_conforming_strings")) {
            words.skipSymbol("=");
            if (words.skip("off")) {
                tokenizer.backslashEscapes(true);
            } else {
                words.require("on");
                tokenizer.backslashEscapes(false);
            }
        } else if (words.skip("client_encoding")) {
            words.skipSymbol("=");
            words.string();
        } else {
            words.require("default_transaction_read_only");
            words.skipSymbol("=");
            words.require("off");
        }
        words.end();
    }
}
