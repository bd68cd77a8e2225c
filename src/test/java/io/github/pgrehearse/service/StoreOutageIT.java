package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.endpoint.Health;
import io.github.pgrehearse.endpoint.Probe;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listeners;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Bucket;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFaultProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An hour, by a clock that nobody waits for, in which a real S3 server is not to be had.
@ExtendWith(S3Servers.Provided.class)
@Timeout(120)
final class StoreOutageIT {

    /// Soon at the end of it: an outage is told apart from a hiccup elsewhere.
    private static final Patience PATIENCE =
            new Patience(
                    2,
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));

    private final S3Server server;
    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");
    private final RecordingLog log = new RecordingLog();
    private final RecordingListener listener = new RecordingListener();
    private final Map<String, String> seen = new LinkedHashMap<>();
    private final List<Held> held = new ArrayList<>();
    private HttpFaultProxy line;
    private S3Store store;

    StoreOutageIT(S3Server server) {
        this.server = server;
    }

    @BeforeEach
    void open() throws IOException {
        line = HttpFaultProxy.to(server.endpoint());
        S3Bucket bucket = server.bucket(server.createBucket());
        store =
                new S3Store(
                        new S3Bucket(
                                line.endpoint(),
                                bucket.name(),
                                bucket.region(),
                                bucket.pathStyle(),
                                bucket.accessKeyId(),
                                bucket.secretAccessKey(),
                                bucket.authorities()),
                        PATIENCE,
                        new Traffic());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        line.close();
    }

    static Stream<HttpFault> outages() {
        return Stream.of(
                new HttpFault.CutRequest(0, HttpFault.Cut.RESET),
                new HttpFault.Answer(503, "ServiceUnavailable"),
                new HttpFault.Answer(403, "AccessDenied"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void isTriedAtEachIntervalAndOverAtTheFirstAfterIt(HttpFault outage) throws Exception {
        Catalog catalog = new Catalog(store, "backups");
        SmallBackups backups = new SmallBackups(store, catalog, time);
        Pulse pulse = new Pulse(System::nanoTime);
        Health health =
                new Health("1.2.3", time, pulse::beats, Map.of("store", Probe.of(store::probe)));
        Scene scene =
                new Scene(
                        time,
                        time,
                        new Listeners(List.of(listener, health), log),
                        pulse,
                        log,
                        time::ended);
        Loop loop =
                new Loop(
                        new BackupWork(
                                new Service.Taking(
                                        Schedule.every(Duration.ofMinutes(10)),
                                        Duration.ofMinutes(5),
                                        backups),
                                new OwnBackups(() -> SmallBackups.OWNER, catalog::owner),
                                scene),
                        new Lookout(catalog, new WrongClock(scene.log()), scene),
                        scene);
        time.at("2024-02-07T15:05:00Z", () -> look("before", health));
        time.at("2024-02-07T15:05:01Z", () -> line.breakFrom(1, outage));
        time.at("2024-02-07T15:35:00Z", () -> look("meanwhile", health));
        time.at("2024-02-07T16:05:01Z", line::mend);
        time.at("2024-02-07T16:15:00Z", () -> look("after", health));
        time.endAt("2024-02-07T16:35:00Z");

        assertThatThrownBy(loop::run).isInstanceOf(InterruptedException.class);

        assertThat(seen)
                .containsExactly(
                        Map.entry(
                                "before",
                                "200, ok, stale false, completed 15:00:22, next 15:10:22"),
                        Map.entry(
                                "meanwhile",
                                "200, failing, stale true, failed 15:30:22, next 15:40:22"),
                        Map.entry(
                                "after",
                                "200, ok, stale false, completed 16:10:22, next 16:20:22"));
        assertThat(listener.all(Event.BackupFailed.class))
                .extracting(failed -> failed.at().toString())
                .containsExactly(
                        "2024-02-07T15:10:22Z",
                        "2024-02-07T15:20:22Z",
                        "2024-02-07T15:30:22Z",
                        "2024-02-07T15:40:22Z",
                        "2024-02-07T15:50:22Z",
                        "2024-02-07T16:00:22Z");
        assertThat(log.lines()).filteredOn(line -> line.startsWith("ERROR ")).hasSize(6);
        assertThat(catalog.list())
                .allMatch(entry -> entry.state() == CatalogEntry.State.WHOLE)
                .extracting(entry -> entry.name().began().toString())
                .containsExactly(
                        "2024-02-07T16:30:22Z",
                        "2024-02-07T16:20:22Z",
                        "2024-02-07T16:10:22Z",
                        "2024-02-07T15:00:22Z",
                        "2024-02-07T14:50:22Z",
                        "2024-02-07T14:40:22Z",
                        "2024-02-07T14:30:22Z");
        assertThat(held.getLast().threads()).isLessThanOrEqualTo(held.getFirst().threads() + 2);
        assertThat(held.getLast().files()).isLessThanOrEqualTo(held.getFirst().files() + 8);
    }

    private void look(String when, Health health) {
        held.add(Held.now());
        String json = health.health(Optional.empty()).body();
        seen.put(
                when,
                "%d, %s, stale %s, %s %s, next %s"
                        .formatted(
                                health.live(Optional.empty()).status(),
                                field("status", json),
                                field("stale", json),
                                field("lastOutcome", json),
                                field("lastEnded", json),
                                field("nextDue", json)));
    }

    /// The first of that name, which is of backups; of an instant, the time.
    private static String field(String name, String json) {
        Matcher matcher =
                Pattern.compile("\"%s\" : \"?(?:[-0-9]+T)?([a-z0-9:]+)".formatted(name))
                        .matcher(json);
        assertThat(matcher.find()).as(json).isTrue();
        return matcher.group(1);
    }
}
