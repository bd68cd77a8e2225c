package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is hard to bring about, in the words of real programs and servers.
final class DumpAdviceTest {

    @ParameterizedTest
    @CsvSource({
        "'exit status 1: pg_dump: error: Dumping the contents of table \"t\" failed: PQgetResult() failed.; pg_dump: detail: Error message from server: ERROR:  canceling statement due to conflict with recovery', 'hot_standby_feedback'",
        "'exit status 1: pg_dump: error: query failed: ERROR:  cache lookup failed for index 16400', 'dropped while the dump began'",
        "'exit status 1: pg_dump: detail: Error message from server: ERROR:  invalid page in block 3 of relation base/16423/16432; pg_dump: detail: Command was: COPY public.corrupt (i, t) TO stdout;', 'damaged'",
        "'exit status 1: pg_dump: detail: Error message from server: ERROR:  missing chunk number 0 for toast value 16444 in pg_toast_16438', 'damaged'",
        "'exit status 1: pg_dump: detail: Error message from server: ERROR:  invalid memory alloc request size 1200000003', 'longer than PostgreSQL can write'",
        "'exit status 1: pg_dump: error: aborting because of server version mismatch', 'choose other programs'",
        "'exit status 1: pg_dump: error: query failed: ERROR:  role \"nix\" does not exist; pg_dump: detail: Query was: SET ROLE nix', '--role'",
        "'exit status 1: pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  the database system is shutting down', 'whether it is stopping'",
        "'exit status 1: pg_dump: error: connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute', 'max_connections'",
        "'cannot be started: Cannot run program \"pg_dump\": error=12, Cannot allocate memory', 'memory or processes'",
        "'exit status 1: pg_dump: Fehler: Anfrage fehlgeschlagen: FEHLER:  keine Berechtigung', 'by hand'",
    })
    void fitsWhatWasSaid(String said, String advice) {
        assertThat(DumpAdvice.on(said)).contains(advice);
    }
}
