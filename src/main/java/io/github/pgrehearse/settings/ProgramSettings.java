package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where PostgreSQL's programs are.
@SettingsGroup(title = "PostgreSQL's programs", text = "Where `pg_dump`, `psql` and the rest are.")
public record ProgramSettings(
        @Setting(
                        name = "PG_BIN_DIR",
                        help =
                                "Directories to look in before the usual places and `PATH`, with"
                                        + " colons between them: one for each major version, if need"
                                        + " be.",
                        whenUnset = "the usual places",
                        example = "/usr/lib/postgresql/16/bin:/usr/lib/postgresql/17/bin")
                Optional<String> pgBinDir) {

    /// The directories named, in their order.
    public List<Path> places() {
        return Arrays.stream(pgBinDir.orElse("").split(":", -1))
                .map(String::strip)
                .filter(place -> !place.isEmpty())
                .map(Path::of)
                .toList();
    }
}
