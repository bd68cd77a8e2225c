package io.github.pgrehearse.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {

    private static Address parse(String url) {
        return Address.parse(new Secret(url));
    }

    @Test
    void showsNothingButSchemeAndHost() {
        Address address =
                parse("HTTPS://user:p%40ss@Hooks.Example:8443/services/Hunter2?k=Hunter3");

        assertThat(address).hasToString("https://hooks.example:8443");
        assertThat(address.authorization().orElseThrow().reveal())
                .isEqualTo("Basic dXNlcjpwQHNz"); // user:p@ss
        assertThat(address.url().reveal())
                .isEqualTo("https://hooks.example:8443/services/Hunter2?k=Hunter3");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/uuid, https://h/uuid/start",
        "https://h/uuid/, https://h/uuid/start",
        "https://h, https://h/start",
        "https://h?rid=1, https://h/start?rid=1",
        "http://my_host:80/a%20b?x=%2F&y=?#z, http://my_host:80/a%20b/start?x=%2F&y=?"
    })
    void putsMoreBehindThePathAndKeepsTheQuery(String url, String below) {
        assertThat(parse(url).below("/start").url().reveal()).isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.example/Hunter2",
                "ftp://hooks.example/Hunter2",
                "https:///Hunter2",
                "https://u:Hunter2@/x",
                "https://:80/Hunter2",
                "https:Hunter2",
                "https://hooks.example/Hunter2 and more",
                "Hunter2",
                "%"
            })
    void refusesWhatIsNoUrlWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it is no URL that begins with https:// or http://")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.slack.com/services/T/B/x, SLACK",
        "https://hooks.slack-gov.com/services/T/B/x, SLACK",
        "https://discord.com/api/webhooks/1/x, DISCORD",
        "https://ptb.discord.com/api/webhooks/1/x?wait=true, DISCORD",
        "https://discordapp.com/api/webhooks/1/x, DISCORD",
        "https://discord.com/api/webhooks/1/x/slack, SLACK",
        "https://example.com/hooks.slack.com/x, JSON",
        "https://hooks.slack.com.example.com/x, JSON",
        "https://notdiscord.com/x, JSON"
    })
    void theHostTellsTheForm(String url, Format format) {
        assertThat(Format.of(parse(url))).isEqualTo(format);
    }
}
