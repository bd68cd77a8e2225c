package io.github.pgrehearse.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What the system tells of this process, under the names that Prometheus has for it. Linux tells
/// it in `/proc`; elsewhere most of it is absent.
final class ProcessMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final double NANOSECONDS = 1e9;

    private ProcessMetrics() {}

    static void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("When the process started.")
                .callback(gauge ->
                        ProcessHandle.current()
                                .info()
                                .startInstant()
                                .ifPresent(then -> gauge.call(Reading.seconds(then))))
                .register(registry);
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("Processor time that the process has used.")
                .callback(counter ->
                        ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .ifPresent(used -> counter.call(used.toNanos() / NANOSECONDS)))
                .register(registry);
        gauge(
                registry,
                "process_resident_memory_bytes",
                "Memory of the process that is in RAM.",
                () -> status("VmRSS:", 1024));
        gauge(
                registry,
                "process_threads",
                "Threads of the system that the process has.",
                () -> status("Threads:", 1));
        gauge(
                registry,
                "process_open_fds",
                "Files and connections that the process has open.",
                ProcessMetrics::descriptors);
    }

    private static void gauge(
            PrometheusRegistry registry, String name, String help, Supplier<OptionalLong> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> value.get().ifPresent(gauge::call))
                .register(registry);
    }

    private static OptionalLong status(String field, long unit) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> unit * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // not on Linux
        }
    }

    private static OptionalLong descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return OptionalLong.of(open.count());
        } catch (IOException e) {
            return OptionalLong.empty(); // not on Linux
        }
    }
}
