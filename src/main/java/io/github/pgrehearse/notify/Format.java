package io.github.pgrehearse.notify;

/// The form in which a receiver wants its notices.
public enum Format {
    /// An object of documented fields, for programs.
    JSON,
    SLACK,
    DISCORD;

    /// The form that the receiver at this address wants, as far as its host tells.
    public static Format of(Address address) {
        String host = address.host();
        if (host.matches("hooks\\.slack(-gov)?\\.com")) {
            return SLACK;
        }
        if (host.matches("((canary|ptb)\\.)?discord(app)?\\.com")) {
            // Discord takes what is meant for Slack at an address of its own
            return address.uri().getPath().endsWith("/slack") ? SLACK : DISCORD;
        }
        return JSON;
    }
}
