package io.github.pgrehearse.postgres.program;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One option of `pg_dump`, and whether a backup can do with it.
///
/// @param name the long name, without the dashes
/// @param letter the short one, or `-` if there is none
/// @param takesValue whether a value follows
/// @param refusal why it cannot be used; `null` if it can
record PgDumpOption(String name, String letter, boolean takesValue, @Nullable String refusal) {

    private static final String NONE = "-";

    /// Every option of `pg_dump` 14 to 18, the undocumented spellings among them (`long_options` in
    /// its `pg_dump.c`): name, letter, `=` if it takes a value, and why it is refused, if it is.
    private static final String TABLE =
            """
            attribute-inserts               - -
            binary-upgrade                  - - its dump is for pg_upgrade alone
            blobs                           b -
            clean                           c - a backup that is restored must not drop what is there
            column-inserts                  - -
            compress                        Z = write COMPRESSION and COMPRESSION_LEVEL
            create                          C - a drill restores under another name
            data-only                       a -
            dbname                          d = pgrehearse itself says which database it connects to
            disable-dollar-quoting          - -
            disable-triggers                - -
            enable-row-security             - -
            encoding                        E =
            exclude-extension               - =
            exclude-schema                  N =
            exclude-table                   T =
            exclude-table-and-children      - =
            exclude-table-data              - =
            exclude-table-data-and-children - =
            extension                       e =
            extra-float-digits              - =
            file                            f = pgrehearse itself says where the dump goes
            filter                          - =
            format                          F = pgrehearse reads the plain dump as it comes
            help                            ? - it prints a help text in place of a dump
            host                            h = pgrehearse itself says which database it connects to
            if-exists                       - - it goes with --clean alone
            include-foreign-data            - =
            inserts                         - -
            jobs                            j = pgrehearse reads the plain dump as it comes
            large-objects                   - -
            load-via-partition-root         - -
            lock-wait-timeout               - =
            no-acl                          - -
            no-blobs                        B -
            no-comments                     - -
            no-data                         - -
            no-large-objects                - -
            no-owner                        O -
            no-password                     w - pgrehearse itself says which database it connects to
            no-policies                     - -
            no-privileges                   x -
            no-publications                 - -
            no-reconnect                    R - it has no effect
            no-schema                       - -
            no-security-labels              - -
            no-statistics                   - -
            no-subscriptions                - -
            no-sync                         - -
            no-synchronized-snapshots       - - it goes with --jobs alone
            no-table-access-method          - -
            no-tablespaces                  - -
            no-toast-compression            - -
            no-unlogged-table-data          - -
            on-conflict-do-nothing          - -
            password                        W - nobody is there to type one
            port                            p = pgrehearse itself says which database it connects to
            quote-all-identifiers           - -
            restrict-key                    - = it must be a new one for each dump
            role                            - =
            rows-per-insert                 - =
            schema                          n =
            schema-only                     s -
            section                         - =
            sequence-data                   - -
            serializable-deferrable         - -
            snapshot                        - = a snapshot ends with whoever exported it
            statistics                      - -
            statistics-only                 - -
            strict-names                    - -
            superuser                       S =
            sync-method                     - =
            table                           t =
            table-and-children              - =
            use-set-session-authorization   - -
            username                        U = pgrehearse itself says which database it connects to
            verbose                         v -
            version                         V - it prints the version in place of a dump
            """;

    private static final List<PgDumpOption> ALL = TABLE.lines().map(PgDumpOption::of).toList();

    private static final Map<String, PgDumpOption> BY_LETTER = byLetter();

    /// The options whose long name is `name` or, if there is no such one, begins with it: the
    /// abbreviations that `getopt_long` takes, some of them in one version only.
    static List<PgDumpOption> named(String name) {
        List<PgDumpOption> beginning =
                ALL.stream().filter(option -> option.name().startsWith(name)).toList();
        List<PgDumpOption> exact =
                beginning.stream().filter(option -> option.name().equals(name)).toList();
        return exact.isEmpty() ? beginning : exact;
    }

    static @Nullable PgDumpOption lettered(char letter) {
        return BY_LETTER.get(String.valueOf(letter));
    }

    private static Map<String, PgDumpOption> byLetter() {
        Map<String, PgDumpOption> options = new LinkedHashMap<>();
        ALL.forEach(option -> options.put(option.letter(), option));
        options.remove(NONE);
        return Collections.unmodifiableMap(options);
    }

    private static PgDumpOption of(String line) {
        List<String> columns = List.of(line.split(" +", 4));
        return new PgDumpOption(
                columns.get(0),
                columns.get(1),
                columns.get(2).equals("="),
                columns.size() < 4 ? null : columns.get(3));
    }
}
