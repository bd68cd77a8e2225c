package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the service shows that it is well, and whom it tells.
@SettingsGroup(
        title = "Health, metrics and notices",
        text = "How the service shows that it is well, and whom it tells.")
public record ServiceSettings(
        @Setting(
                        name = "PORT",
                        help = "Port of the health endpoints.",
                        fallback = "8080",
                        example = "3000",
                        min = 1,
                        max = 65535)
                int port,
        @Setting(
                        name = "METRICS_ENABLED",
                        help = "Enable Prometheus metrics.",
                        fallback = "false",
                        example = "true")
                boolean metricsEnabled,
        @Setting(
                        name = "METRICS_PORT",
                        help = "Metrics endpoint port.",
                        fallback = "9090",
                        example = "9091",
                        min = 1,
                        max = 65535)
                int metricsPort,
        @Setting(
                        name = "WEBHOOK_URL",
                        help = "Webhook URL for notifications.",
                        example = "https://hooks.slack.com/...")
                Optional<Secret> webhookUrl,
        @Setting(
                        name = "WEBHOOK_ON_SUCCESS",
                        help = "Send webhook on success.",
                        fallback = "false",
                        example = "true")
                boolean webhookOnSuccess,
        @Setting(
                        name = "WEBHOOK_ON_FAILURE",
                        help = "Send webhook on failure.",
                        fallback = "true",
                        example = "false")
                boolean webhookOnFailure,
        @Setting(
                        name = "WEBHOOK_FORMAT",
                        help = "Form of the payload; `auto` decides by the URL.",
                        fallback = "auto",
                        example = "slack")
                WebhookFormat webhookFormat,
        @Setting(
                        name = "WEBHOOK_SECRET",
                        help = "Key of the HMAC-SHA256 of the payload that a header carries.")
                Optional<Secret> webhookSecret,
        @Setting(
                        name = "HEARTBEAT_URL",
                        help = "URL that is called after each success, for a dead man's switch.",
                        example = "https://hc-ping.com/...")
                Optional<Secret> heartbeatUrl,
        @Setting(
                        name = "ANOMALY_PERCENT",
                        help =
                                "By how many percent a backup's size or duration may differ from the"
                                        + " one before, without a warning.",
                        fallback = "50",
                        example = "80",
                        min = 1,
                        max = 100000)
                int anomalyPercent)
        implements CheckedSettings {

    /// The form of what a webhook is sent.
    public enum WebhookFormat {
        AUTO,
        JSON,
        SLACK,
        DISCORD
    }

    @Override
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        requireUrl("WEBHOOK_URL", webhookUrl, problems);
        requireUrl("HEARTBEAT_URL", heartbeatUrl, problems);
        return problems;
    }

    private static void requireUrl(String variable, Optional<Secret> url, List<Problem> problems) {
        // the text is not repeated: the path of such a URL is its password
        if (url.isPresent() && !url.get().reveal().matches("(?i)https?://[^/?#\\s]+\\S*")) {
            problems.add(
                    Problem.invalid(variable, "it is no URL that begins with https:// or http://"));
        }
    }
}
