package io.github.pgrehearse.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// A gauge that is not there before its value is known: a zero would be taken for one.
final class Reading {

    private volatile @Nullable Double value;

    /// Registers it under this name.
    static Reading register(PrometheusRegistry registry, String name, String help) {
        Reading reading = new Reading();
        reading.expose(registry, name, help, value -> value);
        return reading;
    }

    /// Registers beside it how many seconds the instant that it tells is ago.
    void exposeAge(PrometheusRegistry registry, Clock clock, String name, String help) {
        expose(registry, name, help, then -> toMillis(seconds(clock.instant()) - then));
    }

    private void expose(
            PrometheusRegistry registry, String name, String help, DoubleFunction<Double> shown) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> {
                    Double known = value;
                    if (known != null) {
                        gauge.call(shown.apply(known));
                    }
                })
                .register(registry);
    }

    /// Exact up to 2^53, as all numbers of Prometheus are.
    void set(long known) {
        value = (double) known;
    }

    void set(Duration known) {
        value = seconds(known);
    }

    void set(Instant known) {
        value = seconds(known);
    }

    /// Takes what is known now, which may be nothing, and says whether it was something else
    /// before.
    boolean change(Optional<Instant> known) {
        Double before = value;
        value = known.map(Reading::seconds).orElse(null);
        return !Objects.equals(before, value);
    }

    /// Without the noise behind that a difference of large numbers has.
    private static double toMillis(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /// Since 1970, as Prometheus counts.
    static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}
