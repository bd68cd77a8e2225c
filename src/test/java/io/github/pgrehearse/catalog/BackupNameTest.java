package io.github.pgrehearse.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackupNameTest {

    private static final Instant BEGAN = Instant.parse("2024-02-07T14:30:22.987Z");

    @Test
    void isTheSecondInWhichTheBackupBegan() {
        assertThat(new BackupName(BEGAN)).hasToString("backup_20240207_143022");
        assertThat(new BackupName(BEGAN).began()).isEqualTo("2024-02-07T14:30:22Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup_20240207_143022",
                "backup_20240229_000000",
                "backup_19991231_235959"
            })
    void isReadAsItIsWritten(String name) {
        assertThat(BackupName.parse(name).orElseThrow()).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "backup_",
                "backup_20240207",
                "backup_20240230_000000",
                "backup_20240207_246060",
                "backup_20240207_143022.sql",
                "Backup_20240207_143022",
                "xbackup_20240207_143022",
                "backup_2024020７_143022",
                "backup_-0240207_143022",
            })
    void isNothingElse(String name) {
        assertThat(BackupName.parse(name)).isEmpty();
    }

    @Test
    void sortsByTimeAsTextDoes() {
        BackupName earlier = new BackupName(BEGAN);
        BackupName later = new BackupName(BEGAN.plusSeconds(86_400));

        assertThat(earlier).isLessThan(later);
        assertThat(earlier.toString()).isLessThan(later.toString());
    }
}
