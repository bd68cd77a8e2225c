package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where `restore` puts a backup.
@SettingsGroup(title = "Restoring", text = "Where `pgrehearse restore` restores to.")
public record RestoreSettings(
        @Setting(
                        name = "RESTORE_DATABASE_URL",
                        help =
                                "Database to restore into where `restore` is not told by `--to`: in"
                                        + " the environment its password is hidden from other users"
                                        + " of the machine.",
                        example = "postgresql://user:password@host:5432/app_restored")
                Optional<Secret> databaseUrl)
        implements CheckedSettings {

    @Override
    public List<Problem> problems() {
        try {
            target();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(
                    new Problem(
                            "RESTORE_DATABASE_URL",
                            "Invalid RESTORE_DATABASE_URL format [%s]".formatted(e.getMessage())));
        }
    }

    public Optional<ConnectionUri> target() {
        return databaseUrl.map(
                url -> ConnectionUri.parse(url.reveal(), Map.of()).from("RESTORE_DATABASE_URL"));
    }
}
