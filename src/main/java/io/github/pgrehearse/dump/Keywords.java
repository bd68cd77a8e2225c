package io.github.pgrehearse.dump;

import java.util.Locale;
import java.util.Set;

/// The words that kinds of statements consist of, for statements that `pg_dump` did not write.
final class Keywords {

    private static final Set<String> WORDS =
            Set.of(
                    ("ABORT ACCESS AGGREGATE ALL ALTER ANALYZE AUTHORIZATION BEGIN CALL CAST CHECKPOINT"
                                    + " CLASS CLOSE CLUSTER COLLATION COLUMN COMMENT COMMIT CONCURRENTLY"
                                    + " CONFIGURATION CONSTRAINT CONSTRAINTS CONVERSION COPY CREATE DATA"
                                    + " DATABASE DEALLOCATE DECLARE DEFAULT DELETE DICTIONARY DISCARD DO"
                                    + " DOMAIN DROP END EVENT EXECUTE EXISTS EXPLAIN EXTENSION FAMILY FETCH"
                                    + " FOR FOREIGN FUNCTION GLOBAL GRANT GROUP IF IMPORT IN INDEX INSERT INTO"
                                    + " LABEL LANGUAGE LARGE LISTEN LOAD LOCAL LOCK MAPPING MATERIALIZED MERGE"
                                    + " METHOD MOVE NOT NOTIFY OBJECT ON ONLY OPERATOR OR OWNED PARSER POLICY"
                                    + " PREPARE PREPARED PRIVILEGES PROCEDURAL PROCEDURE PUBLICATION REASSIGN"
                                    + " RECURSIVE REFRESH REINDEX RELEASE REPLACE RESET REVOKE ROLE ROLLBACK"
                                    + " ROUTINE RULE SAVEPOINT SCHEMA SEARCH SECURITY SELECT SEQUENCE SERVER"
                                    + " SESSION SET SHOW START STATISTICS SUBSCRIPTION SYSTEM TABLE TABLESPACE"
                                    + " TEMP TEMPLATE TEMPORARY TEXT TRANSACTION TRANSFORM TRIGGER TRUNCATE"
                                    + " TRUSTED TYPE UNIQUE UNLISTEN UNLOGGED UPDATE USER VACUUM VALUES VIEW"
                                    + " WITH WRAPPER")
                            .split(" "));

    /// Behind these comes another keyword, and no name.
    private static final Set<String> BEFORE_KEYWORDS =
            Set.of(
                    "CREATE",
                    "ALTER",
                    "DROP",
                    "COMMENT",
                    "SECURITY",
                    "REASSIGN",
                    "REFRESH",
                    "IMPORT",
                    "INSERT",
                    "OR",
                    "REPLACE",
                    "UNIQUE",
                    "MATERIALIZED",
                    "FOREIGN",
                    "EVENT",
                    "LARGE",
                    "UNLOGGED",
                    "TEMP",
                    "TEMPORARY",
                    "ACCESS",
                    "PROCEDURAL",
                    "TRUSTED",
                    "TEXT",
                    "SEARCH");

    private Keywords() {}

    static boolean isKeyword(String word) {
        return WORDS.contains(fold(word));
    }

    static String fold(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    /// Whether a statement is not written as `pg_dump` does: where no name can stand, there is a
    /// word that is not in capitals.
    static boolean isForeign(Tokens tokens) {
        boolean keyword = true;
        while (keyword && tokens.kind() == Tokens.Kind.WORD) {
            if (!tokens.isCapitals()) {
                return true;
            }
            keyword = BEFORE_KEYWORDS.contains(tokens.text());
            tokens.advance();
        }
        return false;
    }
}
