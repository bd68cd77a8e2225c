package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ServerVersionTest {

    @Test
    void printsAsPostgresDoes() {
        assertThat(new ServerVersion(150018)).hasToString("15.18");
        assertThat(new ServerVersion(180000)).hasToString("18.0");
        assertThat(new ServerVersion(90624)).hasToString("9.6.24");
    }

    @Test
    void knowsItsMajor() {
        assertThat(new ServerVersion(150018).major()).isEqualTo(15);
        assertThat(new ServerVersion(90624).major()).isEqualTo(9);
        assertThat(ServerVersion.of(15, 18)).isEqualTo(new ServerVersion(150018));
    }

    @Test
    void ordersByNumberNotByText() {
        assertThat(ServerVersion.of(15, 9)).isLessThan(ServerVersion.of(15, 10));
        assertThat(new ServerVersion(90624)).isLessThan(ServerVersion.of(10, 0));
    }

    @Test
    void refusesWhatIsNoVersion() {
        assertThatThrownBy(() -> new ServerVersion(15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("15");
    }
}
