package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;

/// How the service shows that it is well.
@SettingsGroup(title = "Health and metrics", text = "How the service shows that it is well.")
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
                        name = "ANOMALY_PERCENT",
                        help =
                                "By how many percent a backup's size, row count or duration may"
                                        + " depart from the median of the last ten without a warning;"
                                        + " 0 looks for nothing.",
                        fallback = "50",
                        example = "80",
                        min = 0,
                        max = 100000)
                int anomalyPercent) {}
