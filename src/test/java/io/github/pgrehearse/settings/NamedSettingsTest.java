package io.github.pgrehearse.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Variables that documents and files of platforms name: a misspelt one is ignored where it is set.
final class NamedSettingsTest {

    private static final List<Path> PLACES =
            List.of(
                    Path.of("README.md"),
                    Path.of("QUICKSTART.md"),
                    Path.of("SECURITY.md"),
                    Path.of("docker-compose.yml"),
                    Path.of("docker-compose.test.yml"),
                    Path.of("docs"),
                    Path.of("deploy"),
                    Path.of("services"),
                    Path.of(".railway"));

    /// What begins as a setting of ours does, but for beginnings of names (`BACKUP_KEEP_`).
    private static final Pattern OURS =
            Pattern.compile(
                    "\\b(?:DATABASE|S3|BACKUP|COMPRESSION|VERIFY|WEBHOOK|HEARTBEAT|METRICS|ANOMALY|LOG)"
                            + "_[A-Z_]*[A-Z]\\b");

    /// Examples of misspelt names.
    private static final Set<String> NOT_OURS = Set.of("BACKUP_RETENTION_DAY", "DATABASE_URI");

    @Test
    void everyVariableThatIsNamedIsOneThatIsRead() throws IOException {
        Set<String> known =
                SettingsGroups.ALL.stream()
                        .flatMap(group -> Arrays.stream(group.getRecordComponents()))
                        .map(component -> component.getAnnotation(Setting.class))
                        .filter(Objects::nonNull)
                        .map(Setting::name)
                        .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>();
        for (Path file : files()) {
            OURS.matcher(Files.readString(file))
                    .results()
                    .map(found -> found.group())
                    .filter(name -> !known.contains(name) && !NOT_OURS.contains(name))
                    .filter(name -> !known.contains(name.replaceFirst("_FILE$", "")))
                    .forEach(name -> unknown.add(file + ": " + name));
        }
        assertThat(unknown).isEmpty();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path place : PLACES) {
            try (Stream<Path> inside = Files.walk(place)) {
                inside.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }
}
