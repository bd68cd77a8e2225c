package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.SettingsReference;
import io.github.pgrehearse.config.SettingsSection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// All settings that there are, and what is generated from them.
public final class SettingsGroups {

    public static final List<SettingsSection> SECTIONS =
            List.of(
                    new SettingsSection(
                            "What the commands read",
                            "",
                            List.of(
                                    DatabaseSettings.class,
                                    StoreSettings.class,
                                    BackupSettings.class,
                                    VerifySettings.class,
                                    RestoreSettings.class,
                                    RetentionSettings.class,
                                    ProgramSettings.class,
                                    LogSettings.class)),
                    new SettingsSection(
                            "What `serve` reads besides",
                            """
                            These are for `pgrehearse serve`, the service: it takes backups on a
                            schedule, lets old ones go, and tells people. A backup that is taken by
                            hand notes the interval in its manifest, so that a drill can tell when
                            backups have stopped.\
                            """,
                            List.of(
                                    BackupScheduleSettings.class,
                                    VerifyScheduleSettings.class,
                                    ServiceSettings.class,
                                    NoticeSettings.class)));

    public static final List<Class<? extends Record>> ALL =
            SECTIONS.stream().flatMap(section -> section.groups().stream()).toList();

    private static final String SECRETS = "@SECRETS@";

    private SettingsGroups() {}

    /// The text of `docs/configuration.md`.
    public static String markdown() {
        SettingsReference reference = new SettingsReference(SECTIONS);
        String secrets =
                reference.secrets().stream()
                        .map("`%s`"::formatted)
                        .collect(Collectors.joining(", "));
        return resource("configuration.md").replace(SECRETS, secrets) + "\n" + reference.markdown();
    }

    /// The text of `.env.example`.
    public static String environmentExample() {
        return resource("env.example") + new SettingsReference(SECTIONS).environmentExample();
    }

    /// The text of `services/backup/.env.example`: without what only drills read.
    public static String backupServiceExample() {
        return serviceExample(
                "backup", List.of(VerifySettings.class, VerifyScheduleSettings.class));
    }

    /// The text of `services/verify/.env.example`: without what only backups read.
    public static String verifyServiceExample() {
        return serviceExample(
                "verify",
                List.of(
                        BackupSettings.class,
                        BackupScheduleSettings.class,
                        RetentionSettings.class));
    }

    private static String serviceExample(String service, List<Class<? extends Record>> without) {
        List<SettingsSection> sections =
                SECTIONS.stream().map(section -> section.without(without)).toList();
        return resource("env.example")
                        .replace(
                                "pgrehearse: every setting",
                                "pgrehearse serve %s: every setting of it".formatted(service))
                + new SettingsReference(sections).environmentExample();
    }

    private static String resource(String name) {
        try (InputStream text =
                Objects.requireNonNull(SettingsGroups.class.getResourceAsStream(name), name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
