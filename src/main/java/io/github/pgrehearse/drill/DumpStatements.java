package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.Topic;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `pg_dump` writes about one database, of any major from 14 to 18: nothing else belongs into
/// one on a server that has others. Source: what `pg_dump` 15, 17 and 18 write of servers 14 to 18,
/// which `DumpStatementsIT` tries, and PostgreSQL's documentation of the statements.
///
/// What these statements run in turn (a function of an index, a rule, an `INSERT` of a query) is
/// bounded by the rights of the role that restores.
final class DumpStatements {

    private static final Set<String> OBJECTS =
            Set.of(
                    "ACCESS METHOD",
                    "AGGREGATE",
                    "CAST",
                    "COLLATION",
                    "CONVERSION",
                    "DOMAIN",
                    "EVENT TRIGGER",
                    "EXTENSION",
                    "FOREIGN DATA WRAPPER",
                    "FOREIGN TABLE",
                    "FUNCTION",
                    "INDEX",
                    "LANGUAGE",
                    "MATERIALIZED VIEW",
                    "OPERATOR",
                    "OPERATOR CLASS",
                    "OPERATOR FAMILY",
                    "POLICY",
                    "PROCEDURAL LANGUAGE",
                    "PROCEDURE",
                    "PUBLICATION",
                    "RULE",
                    "SCHEMA",
                    "SEQUENCE",
                    "SERVER",
                    "STATISTICS",
                    "SUBSCRIPTION",
                    "TABLE",
                    "TEXT SEARCH CONFIGURATION",
                    "TEXT SEARCH DICTIONARY",
                    "TEXT SEARCH PARSER",
                    "TEXT SEARCH TEMPLATE",
                    "TRANSFORM FOR",
                    "TRIGGER",
                    "TYPE",
                    "VIEW");

    private static final Set<String> MADE =
            Set.of(
                    "CONSTRAINT TRIGGER",
                    "DEFAULT CONVERSION",
                    "TRUSTED LANGUAGE",
                    "TRUSTED PROCEDURAL LANGUAGE",
                    "UNIQUE INDEX",
                    "UNLOGGED SEQUENCE",
                    "UNLOGGED TABLE",
                    "USER MAPPING FOR");

    private static final Set<String> GRANTED =
            Set.of(
                    "FOREIGN DATA WRAPPER",
                    "FOREIGN SERVER",
                    "FUNCTION",
                    "LANGUAGE",
                    "LARGE OBJECT",
                    "PROCEDURE",
                    "SCHEMA",
                    "SEQUENCE",
                    "TABLE",
                    "TYPE");

    /// By what a kind begins, in whole words.
    private static final Set<String> KINDS =
            Stream.of(
                            OBJECTS.stream()
                                    .flatMap(object ->
                                            Stream.of("CREATE ", "ALTER ", "DROP ", "COMMENT ON ")
                                                    .map(verb -> verb + object)),
                            MADE.stream().map("CREATE "::concat),
                            GRANTED.stream().map("GRANT ON "::concat),
                            GRANTED.stream().map("REVOKE ON "::concat),
                            Stream.of(
                                    "ALTER DEFAULT PRIVILEGES FOR ROLE",
                                    "ALTER LARGE OBJECT",
                                    "BEGIN",
                                    "COMMENT ON COLUMN",
                                    "COMMENT ON CONSTRAINT",
                                    "COMMENT ON LARGE OBJECT",
                                    "COMMIT",
                                    "COPY",
                                    "DROP USER MAPPING FOR",
                                    "INSERT INTO",
                                    "REFRESH MATERIALIZED VIEW",
                                    "SECURITY LABEL",
                                    "SET SESSION AUTHORIZATION"))
                    .flatMap(kinds -> kinds)
                    .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> SETTINGS =
            Set.of(
                    "check_function_bodies",
                    "client_encoding",
                    "client_min_messages",
                    "default_table_access_method",
                    "default_tablespace",
                    "default_with_oids",
                    "escape_string_warning",
                    "idle_in_transaction_session_timeout",
                    "lock_timeout",
                    "row_security",
                    "search_path",
                    "standard_conforming_strings",
                    "statement_timeout",
                    "transaction_timeout",
                    "xmloption");

    private static final Set<String> CALLS =
            Set.of(
                    "pg_catalog.lo_close",
                    "pg_catalog.lo_create",
                    "pg_catalog.lo_open",
                    "pg_catalog.lo_unlink",
                    "pg_catalog.lowrite",
                    "pg_catalog.pg_restore_attribute_stats",
                    "pg_catalog.pg_restore_relation_stats",
                    "pg_catalog.set_config",
                    "pg_catalog.setval");

    private DumpStatements() {}

    /// Whether a dump of one database can hold such a statement.
    static boolean include(Topic topic) {
        return switch (topic.kind()) {
            case "SET" -> SETTINGS.contains(topic.name());
            case "SELECT" ->
                    CALLS.contains(topic.name())
                            || (topic.name().equals("*") && CALLS.contains(topic.of()));
            default -> isOfOneDatabase(topic.kind());
        };
    }

    private static boolean isOfOneDatabase(String kind) {
        int end = kind.length();
        while (end > 0) {
            if (KINDS.contains(kind.substring(0, end))) {
                return true;
            }
            end = kind.lastIndexOf(' ', end - 1);
        }
        return false;
    }
}
