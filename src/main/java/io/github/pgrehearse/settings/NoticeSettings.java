package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.notify.Address;
import io.github.pgrehearse.notify.Format;
import io.github.pgrehearse.notify.NoticePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whom the service tells what happens. [#problems] are reported before anything else is asked for.
@SettingsGroup(title = "Notices", text = "Whom the service tells what happens.")
public record NoticeSettings(
        @Setting(
                        name = "WEBHOOK_URL",
                        help = "Webhook URL for notifications.",
                        example = "https://hooks.slack.com/...")
                Optional<Secret> webhook,
        @Setting(
                        name = "WEBHOOK_ON_SUCCESS",
                        help =
                                "Send webhook on success: a backup that completed, a drill that"
                                        + " went well.",
                        fallback = "false",
                        example = "true")
                boolean onSuccess,
        @Setting(
                        name = "WEBHOOK_ON_FAILURE",
                        help =
                                "Send webhook on failure, and on recovery after one. What keeps"
                                        + " failing is told once an hour.",
                        fallback = "true",
                        example = "false")
                boolean onFailure,
        @Setting(
                        name = "WEBHOOK_FORMAT",
                        help =
                                "Form of the payload; `auto` knows Slack and Discord by the URL's"
                                        + " host, and sends JSON elsewhere.",
                        fallback = "auto",
                        example = "slack")
                WebhookFormat format,
        @Setting(
                        name = "WEBHOOK_SECRET",
                        help =
                                "Key of the HMAC-SHA256 by which a receiver can tell that a payload"
                                        + " is ours; the header `X-Pgrehearse-Signature` carries it.")
                Optional<Secret> secret,
        @Setting(
                        name = "HEARTBEAT_URL",
                        help =
                                "URL to call after each backup that completed, with `/start` behind"
                                        + " its path when one begins and `/fail` when one fails: for a"
                                        + " dead man's switch such as healthchecks.io. `serve verify`"
                                        + " calls it for its drills.",
                        example = "https://hc-ping.com/...")
                Optional<Secret> heartbeat)
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
        requireUrl("WEBHOOK_URL", webhook, problems);
        requireUrl("HEARTBEAT_URL", heartbeat, problems);
        return problems;
    }

    private static void requireUrl(String variable, Optional<Secret> url, List<Problem> problems) {
        try {
            url.ifPresent(Address::parse);
        } catch (IllegalArgumentException e) {
            problems.add(Problem.invalid(variable, String.valueOf(e.getMessage())));
        }
    }

    /// Where notices go, and which; nothing if nobody is to be told.
    public Optional<NoticePlan> notices() {
        return webhook.map(Address::parse)
                .filter(_ -> onSuccess || onFailure)
                .map(address ->
                        new NoticePlan(address, formatFor(address), secret, onSuccess, onFailure));
    }

    /// Where heartbeats go.
    public Optional<Address> heartbeats() {
        return heartbeat.map(Address::parse);
    }

    private Format formatFor(Address address) {
        return switch (format) {
            case AUTO -> Format.of(address);
            case JSON -> Format.JSON;
            case SLACK -> Format.SLACK;
            case DISCORD -> Format.DISCORD;
        };
    }
}
