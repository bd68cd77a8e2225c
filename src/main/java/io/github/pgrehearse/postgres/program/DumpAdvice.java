package io.github.pgrehearse.postgres.program;

import java.util.List;
import java.util.regex.Pattern;

/// What to do about a `pg_dump` that failed, by what it said last.
///
/// Its own words are English, since it runs under `LC_ALL=C`. What it repeats of a server whose
/// `lc_messages` is another language is recognized by nothing here: then the advice is the last.
final class DumpAdvice {

    private static final Pattern TABLE_LOCK =
            Pattern.compile("(statement timeout|lock timeout|could not obtain lock).*LOCK TABLE");

    /// The first that fits is given.
    private static final List<Advice> ALL =
            List.of(
                    advice(
                            "did not end in time",
                            "Find out what it waited for, such as a slow network or a busy server, or"
                                    + " raise BACKUP_TIMEOUT."),
                    advice(
                            "cannot be started",
                            "See whether the user that runs pgrehearse may run that program, and"
                                    + " whether memory or processes are short."),
                    new Advice(
                            TABLE_LOCK,
                            "End the transaction that locks the table (pg_terminate_backend), back up"
                                    + " at another time, or write a longer --lock-wait-timeout in"
                                    + " PG_DUMP_OPTIONS."),
                    advice(
                            "permission denied for large object",
                            "Only its owner and superusers can read a large object: GRANT SELECT ON"
                                    + " LARGE OBJECT ... TO this user, use a superuser, or leave all"
                                    + " of them out with --no-blobs in PG_DUMP_OPTIONS."),
                    advice(
                            "permission denied|must be owner of",
                            "Let the user read everything (GRANT pg_read_all_data TO it), or exclude"
                                    + " what it may not read."),
                    advice(
                            "row-level security",
                            "Row-level security hides rows of that table from this user: ALTER ROLE"
                                    + " ... BYPASSRLS, or use a superuser. With --enable-row-security"
                                    + " the hidden rows would be missing from the backup."),
                    advice(
                            "too many clients|remaining connection slots|too many connections",
                            "A backup needs two connections: raise max_connections of the server (or"
                                    + " the limit of this role or database), or find out in"
                                    + " pg_stat_activity who holds them."),
                    advice(
                            "conflict with recovery",
                            "The standby replayed what the dump stood in the way of: set"
                                    + " hot_standby_feedback = on or raise max_standby_streaming_delay"
                                    + " there, or back up the primary."),
                    advice(
                            "does not exist.*LOCK TABLE|could not open relation with OID"
                                    + "|cache lookup failed",
                            "It was dropped while the dump began: the next run will try again."
                                    + " Exclude what comes and goes all the time by"
                                    + " BACKUP_EXCLUDE_TABLES."),
                    advice(
                            "invalid page in block|could not read block|could not open file"
                                    + "|(missing|unexpected) chunk number"
                                    + "|could not access status of transaction",
                            "The database itself is damaged there: keep the backups that you have,"
                                    + " copy the server's data directory before anything else, and"
                                    + " read the server's log."),
                    advice(
                            "out of memory|invalid memory alloc request size",
                            "A row is longer than PostgreSQL can write as text (1 GB), or the server"
                                    + " is short of memory: its log says which."),
                    advice(
                            "No space left on device",
                            "The server's own disk is full: free space there."),
                    advice(
                            "has no equivalent in encoding",
                            "Leave --encoding out of PG_DUMP_OPTIONS: not every character has a place"
                                    + " in that encoding."),
                    advice(
                            "SET ROLE",
                            "Check the role that --role in PG_DUMP_OPTIONS names, and that this user"
                                    + " is a member of it."),
                    advice(
                            "no matching",
                            "Check the names in PG_DUMP_OPTIONS and in the BACKUP_EXCLUDE_ settings."),
                    advice(
                            "server version mismatch",
                            "The server has become a newer one a moment ago: the next run will choose"
                                    + " other programs."),
                    advice(
                            "terminating connection|server closed the connection"
                                    + "|SSL SYSCALL error|SSL connection has been closed"
                                    + "|could not receive data|no connection to the server"
                                    + "|due to user request",
                            "The server, or somebody there, ended the connection: its log says why."
                                    + " The next run will try again."),
                    advice(
                            "connection to server",
                            "The server let pgrehearse in, but not pg_dump a moment later: see"
                                    + " whether it is stopping, and what its pg_hba.conf says."),
                    advice(
                            "",
                            "Run the same program by hand against the same database to see more."));

    private DumpAdvice() {}

    private record Advice(Pattern sign, String text) {}

    private static Advice advice(String sign, String text) {
        return new Advice(Pattern.compile(sign), text);
    }

    static String on(String said) {
        return ALL.stream()
                .filter(advice -> advice.sign().matcher(said).find())
                .findFirst()
                .orElseThrow()
                .text();
    }

    /// Whether it gave up waiting for the lock of a table.
    static boolean isAboutTableLock(String said) {
        return TABLE_LOCK.matcher(said).find();
    }
}
