package io.github.pgrehearse.globals;

import io.github.pgrehearse.globals.DatabaseGlobals.Privileges;
import io.github.pgrehearse.globals.DatabaseGlobals.RoleSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Reads statements about the one database: those of `pg_dump --create`. What is about another one
/// is not understood.
final class DatabaseStatements {

    private static final Set<String> KINDS = Set.of("CONNECT", "CREATE", "TEMPORARY");

    private final List<Privileges> privileges = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<RoleSetting> roleSettings = new ArrayList<>();
    private Optional<Name> database = Optional.empty();
    private Optional<Name> owner = Optional.empty();
    private Optional<Integer> connectionLimit = Optional.empty();
    private Optional<String> comment = Optional.empty();
    private boolean template;

    Optional<DatabaseGlobals> database() {
        return database.map(name ->
                new DatabaseGlobals(
                        name,
                        owner,
                        connectionLimit,
                        template,
                        comment,
                        privileges,
                        settings,
                        roleSettings));
    }

    int items() {
        return privileges.size() + settings.size() + roleSettings.size();
    }

    /// `CREATE DATABASE …`, from the name on. The first one is it; of its options the manifest
    /// tells.
    void create(Words words) throws Words.NotUnderstood {
        Name name = words.name();
        if (database.isPresent()) {
            throw new Words.NotUnderstood();
        }
        database = Optional.of(name);
    }

    private void requireOurs(Name name) throws Words.NotUnderstood {
        if (!database.equals(Optional.of(name))) {
            throw new Words.NotUnderstood();
        }
    }

    /// `ALTER DATABASE …`, from the name on.
    void alter(Words words) throws Words.NotUnderstood {
        requireOurs(words.name());
        if (words.skip("owner", "to")) {
            Name name = words.name();
            words.end();
            owner = Optional.of(name);
        } else if (words.skip("set")) {
            Setting setting = words.setting();
            words.end();
            settings.add(setting);
        } else if (words.skip("connection", "limit")) {
            words.skipSymbol("=");
            int limit = words.number();
            words.end();
            connectionLimit = Optional.of(Math.max(-1, limit));
        } else {
            words.require("is_template");
            words.skipSymbol("=");
            words.require("true");
            words.end();
            template = true;
        }
    }

    /// `ALTER ROLE … IN DATABASE`, from the database on.
    void alterRole(Name role, Words words) throws Words.NotUnderstood {
        requireOurs(words.name());
        words.require("set");
        Setting setting = words.setting();
        words.end();
        roleSettings.add(new RoleSetting(role, setting));
    }

    /// `COMMENT ON DATABASE …`, from the name on.
    void comment(Words words) throws Words.NotUnderstood {
        requireOurs(words.name());
        words.require("is");
        String text = words.string();
        words.end();
        comment = Optional.of(text);
    }

    /// `GRANT kinds ON DATABASE …` or `REVOKE`, from the database on.
    void privileges(boolean grant, SortedSet<String> kinds, boolean optionOnly, Words words)
            throws Words.NotUnderstood {
        requireOurs(words.name());
        words.require(grant ? "to" : "from");
        List<Name> roles = words.names();
        boolean option = optionOnly || (grant && words.skip("with", "grant", "option"));
        words.end();
        for (Name role : roles) {
            boolean everybody = role.value().equals("public");
            privileges.add(
                    new Privileges(
                            grant,
                            kinds,
                            option,
                            everybody ? Optional.empty() : Optional.of(role)));
        }
    }

    /// What stands between `GRANT` and `ON`, if these words are privileges on a database.
    static SortedSet<String> kinds(List<Name> words) throws Words.NotUnderstood {
        SortedSet<String> kinds = new TreeSet<>();
        for (Name word : words) {
            String kind = word.value().toUpperCase(Locale.ROOT);
            kinds.add(kind.equals("TEMP") ? "TEMPORARY" : kind);
        }
        if (!kinds.equals(Set.of("ALL")) && !KINDS.containsAll(kinds)) {
            throw new Words.NotUnderstood();
        }
        return kinds;
    }
}
