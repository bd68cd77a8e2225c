package io.github.pgrehearse.backup;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.postgres.DatabaseFacts;
import java.util.ArrayList;
import java.util.List;

/// What somebody should know who relies on a backup that went well.
final class Caveats {

    private static final String NO_CONTENT_PROOF =
            "The content proof is not available: rows that are INSERT statements are counted, but"
                    + " cannot be compared. Leave --inserts and its like out of PG_DUMP_OPTIONS.";

    private static final String HIDDEN_ROWS =
            "Rows may be missing: --enable-row-security leaves out what the policies hide from this"
                    + " user. Use a role with BYPASSRLS instead.";

    private static final String UNLOGGED_TABLES =
            "Rows of unlogged tables are missing: the server is a standby, which has none. Back up"
                    + " the primary where there are such tables.";

    private Caveats() {}

    /// Sentences for the log and the manifest.
    static List<String> of(BackupPlan plan, DatabaseFacts facts, DumpContents contents) {
        List<String> warnings = new ArrayList<>();
        if (!contents.digested()) {
            warnings.add(NO_CONTENT_PROOF);
        }
        if (plan.options().contains("--enable-row-security")) {
            warnings.add(HIDDEN_ROWS);
        }
        if (facts.standby()) {
            warnings.add(UNLOGGED_TABLES);
        }
        return warnings;
    }
}
