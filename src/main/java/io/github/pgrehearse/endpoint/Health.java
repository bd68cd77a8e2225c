package io.github.pgrehearse.endpoint;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import tools.jackson.jr.ob.JSON;

/// Whether the service is well, for those who watch it: three questions, since who restarts a
/// process must ask another one than who wakes a person.
///
/// What [#health] answers is an interface, described in `docs/formats.md`.
public final class Health implements Listener {

    private static final int FORMAT = 1;
    private static final String JSON_TYPE = "application/json";

    /// How long a probe may take before it counts as a problem.
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private final String version;
    private final Clock clock;
    private final BooleanSupplier working;
    private final Map<String, Probe> probes = new TreeMap<>();
    private final Heard heard = new Heard();
    private volatile boolean stopping;

    /// @param version of this program
    /// @param working whether all loops of the service go round
    /// @param probes by what they ask, `database` or `store`; each is run at most every 30 s
    public Health(String version, Clock clock, BooleanSupplier working, Map<String, Probe> probes) {
        this(version, clock, working, probes, PROBE_LIMIT);
    }

    Health(
            String version,
            Clock clock,
            BooleanSupplier working,
            Map<String, Probe> probes,
            Duration limit) {
        this.version = version;
        this.clock = clock;
        this.working = working;
        probes.forEach(
                (name, probe) -> this.probes.put(name, new SharedProbe(probe, clock, limit)));
    }

    @Override
    public void hear(Event event) {
        heard.hear(event);
    }

    /// From now on the service is not ready any more: it ends.
    public void stop() {
        stopping = true;
    }

    /// The page `/health`: 200 while all that the service depends on answers, else 503.
    public Page.Answer health(Optional<String> accept) {
        Map<String, Optional<String>> problems = ask();
        boolean well = problems.values().stream().allMatch(Optional::isEmpty);
        Instant now = clock.instant();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("status", well ? "ok" : "failing");
        fields.put("version", version);
        fields.put("at", now.truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, Object> components = new LinkedHashMap<>();
        problems.forEach((name, problem) -> components.put(name, component(problem)));
        fields.put("components", components);
        fields.put("backups", heard.backups(now));
        fields.put("drills", heard.drills(now));
        String json = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields) + "\n";
        return new Page.Answer(well ? 200 : 503, JSON_TYPE, json);
    }

    /// The page `/live`: 200 unless a loop of the service hangs, which only a restart mends. What
    /// the service depends on is not asked: a restart mends no database.
    public Page.Answer live(Optional<String> accept) {
        return working.getAsBoolean()
                ? Page.Answer.line(200, "live")
                : Page.Answer.line(503, "A loop of the service hangs, see the log");
    }

    /// The page `/ready`: 200 once the service has looked into the store, or has tried to, until it
    /// is told to end.
    public Page.Answer ready(Optional<String> accept) {
        if (stopping) {
            return Page.Answer.line(503, "stopping");
        }
        return heard.anything()
                ? Page.Answer.line(200, "ready")
                : Page.Answer.line(503, "starting");
    }

    /// Asks all at once: two that hang are waited for as long as one.
    private Map<String, Optional<String>> ask() {
        Map<String, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
        probes.forEach((name, probe) ->
                asked.put(
                        name,
                        CompletableFuture.supplyAsync(probe::problem, Thread::startVirtualThread)));
        Map<String, Optional<String>> problems = new LinkedHashMap<>();
        asked.forEach((name, answer) -> problems.put(name, answer.join()));
        return problems;
    }

    private static Map<String, Object> component(Optional<String> problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", problem.isEmpty());
        problem.ifPresent(why -> fields.put("why", why));
        return fields;
    }
}
