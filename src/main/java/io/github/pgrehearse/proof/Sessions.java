package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Opens sessions in a restored copy that read values as `pg_dump` wrote them.
///
/// @param settings those that the manifest tells
public record Sessions(Psql psql, DumpContents dumped, Map<String, String> settings) {

    /// What `pg_dump` sets for itself. The manifest tells the rest, and wins.
    private static final Map<String, String> OF_PG_DUMP =
            Map.of(
                    "DateStyle", "ISO",
                    "IntervalStyle", "postgres",
                    "extra_float_digits", "3",
                    "TimeZone", "UTC",
                    "search_path", "",
                    "row_security", "off",
                    "statement_timeout", "0",
                    "lock_timeout", "0",
                    "idle_in_transaction_session_timeout", "0");

    /// The same in another database.
    public Sessions with(Psql other) {
        return new Sessions(other, dumped, settings);
    }

    /// The caller closes it.
    public PsqlSession open() throws IOException {
        PsqlSession session = psql.session(dumped.encoding(), dumped.charset());
        try {
            Map<String, String> all = new LinkedHashMap<>(OF_PG_DUMP);
            all.putAll(settings);
            for (Map.Entry<String, String> setting : all.entrySet()) {
                Sql name = Sql.name(setting.getKey());
                session.run(Sql.of("SET %s = %s", name, Sql.literal(setting.getValue())));
            }
            return session;
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }
}
