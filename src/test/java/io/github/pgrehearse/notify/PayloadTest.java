package io.github.pgrehearse.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.GoldenFile;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.jr.ob.JSON;

final class PayloadTest {

    private static final String HOSTILE =
            "Cannot <!channel> @everyone @here <@U1> & [a](https://x) **b** `c` \\d \u0007\u001b[31m"
                    + " <https://evil.example|click> Ü🐘";

    @TempDir private Path directory;

    /// All that can be told, one notice a line.
    @ParameterizedTest
    @EnumSource
    void theFormsAreThoseThatAreDocumented(Format format) throws IOException {
        Editor editor = new Editor(true, true);
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        for (Event event : all()) {
            editor.edit(event)
                    .ifPresent(
                            notice -> lines.add(Payload.of(notice, Events.PLACE, "00ff", format)));
        }
        lines.add(Payload.of(Draft.test(Events.AT), Events.PLACE, "00ff", format));

        GoldenFile.require(
                "notices-%s.ndjson".formatted(format.name().toLowerCase(Locale.ROOT)),
                lines.toString());
    }

    private static List<Event> all() {
        return List.of(
                Events.completed(Events.AT),
                Events.failed(Events.AT),
                Events.failed(Events.AT.plus(Duration.ofHours(1))),
                Events.completed(Events.AT.plus(Duration.ofHours(2))),
                Events.skipped(Events.AT, 3),
                Events.anomaly(Events.AT),
                new Event.PruneFailed(Events.AT, Events.PROBLEM),
                new Event.Pruned(Events.AT, 2, 9),
                Events.proven(Events.AT),
                Events.unproven(Events.AT),
                Events.disproven(Events.AT),
                Events.proven(Events.AT),
                Events.stale(Events.AT),
                Events.seen(Events.AT, Events.AT.plusSeconds(60)));
    }

    private static String of(String message, Format format) {
        Event event =
                new Event.BackupFailed(Events.AT, Duration.ZERO, new Problem(message, message));
        return Payload.of(
                new Editor(false, true).edit(event).orElseThrow(), Events.PLACE, "1", format);
    }

    @Test
    void noWordFromOutsideCallsAnybodyInSlack() throws IOException {
        String text = String.valueOf(JSON.std.mapFrom(of(HOSTILE, Format.SLACK)).get("text"));

        assertThat(text)
                .doesNotContain("<", ">", "@everyone", "@here", "`", "\u0007", "\u001b")
                .contains("&lt;!channel&gt;", "&amp; [a]", "Ü🐘");
    }

    @Test
    void noWordFromOutsideCallsAnybodyInDiscord() throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(of(HOSTILE, Format.DISCORD));

        assertThat(String.valueOf(fields.get("content")))
                .doesNotContain("@everyone", "@here", " <", " **b", " `c", "\u001b")
                .contains("\\*\\*b\\*\\*", "Ü🐘");
        assertThat(fields.get("allowed_mentions")).isEqualTo(Map.of("parse", List.of()));
    }

    @Test
    void aMessageHoweverLongFitsIntoAChat() throws IOException {
        for (int length : List.of(100, 597, 598, 599, 600, 601, 5_000, 100_000)) {
            String content =
                    String.valueOf(
                            JSON.std
                                    .mapFrom(of("@🐘".repeat(length), Format.DISCORD))
                                    .get("content"));

            assertThat(content.length()).isLessThanOrEqualTo(2_000);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(content)).isTrue();
            assertThat(content).contains("Do:");
        }
    }

    /// As `docs/formats.md` tells a receiver to do.
    @Test
    void opensslComesToTheSameSignature() throws Exception {
        String body = of(HOSTILE, Format.JSON);
        Path file = Files.writeString(directory.resolve("body"), body);
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-hmac",
                                "it's a sécret",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(Signature.of(body, new Secret("it's a sécret")))
                .isEqualTo("sha256=" + said.strip().replaceFirst(".*= ", ""))
                .matches("sha256=[0-9a-f]{64}");
    }

    @Test
    void theSignatureInTheDocumentationIsOurs() throws IOException {
        String body = "{\"format\":1,\"id\":\"0123456789abcdef\"}";

        assertThat(Path.of("docs/formats.md"))
                .content()
                .contains(
                        "printf '%s' '" + body + "' | openssl dgst -sha256 -hmac 'it is a secret'",
                        "SHA2-256(stdin)= "
                                + Signature.of(body, new Secret("it is a secret"))
                                        .replaceFirst("sha256=", ""));
    }
}
