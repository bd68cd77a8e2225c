package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.backup.RequestFault.Course;
import io.github.pgrehearse.backup.S3Scene.Outcome;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFaultProxy;
import io.github.pgrehearse.wire.WireRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A backup to a bucket, with each of its requests going wrong in every way in turn: once, whenever
/// it is tried again, or with all that follow it.
///
/// `-Dsweep=PATTERN` makes the trials whose names it is found in, `-Dsweep=.` all of them, which
/// takes an hour. Without it there is a choice that has every request and every way.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
final class S3FaultSweepIT {

    private static final int SEED = 3;

    private static final Logger LOG = Logger.getLogger(S3FaultSweepIT.class.getName());

    private static String database = "";

    private S3Scene scene;

    /// How long it lasts.
    private enum Time {
        ONCE,
        AGAIN,
        FROM_THEN_ON
    }

    private record Trial(int number, WireRequest request, RequestFault fault, Time time) {

        String prefix() {
            return "trial-" + number;
        }

        /// Whether it gets over this by itself.
        boolean mustSucceed() {
            return fault.course() == Course.HARMLESS
                    || (fault.course() == Course.PASSES && time == Time.ONCE);
        }

        @Override
        public String toString() {
            return "%d: %s %s at %s".formatted(number, fault, time, request);
        }
    }

    /// What came of the trials of one way.
    private static final class Tally {
        private int trials;
        private int succeeded;
        private int wholeAndFailed;
        private int violations;
    }

    @BeforeAll
    static void fill(TestServer postgres) throws IOException {
        database = S3Scene.fill(postgres);
    }

    @BeforeEach
    void open(TestServer postgres, S3Server server) throws IOException {
        scene = new S3Scene(postgres, database, server);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @Test
    void whateverRequestGoesWrongNothingLooksLikeABackupAndIsNone() throws IOException {
        Owner owner = owner();
        List<WireRequest> requests = requests(owner);
        List<Trial> trials = trials(requests);
        Map<RequestFault, Tally> tallies = new EnumMap<>(RequestFault.class);
        List<String> violations = new ArrayList<>();

        for (Trial trial : chosen(trials)) {
            Tally tally = tallies.computeIfAbsent(trial.fault(), _ -> new Tally());
            List<String> found = run(trial, owner, tally);
            tally.trials++;
            tally.violations += found.isEmpty() ? 0 : 1;
            found.forEach(violation -> LOG.warning(trial + ": " + violation));
            found.forEach(violation -> violations.add(trial + ": " + violation));
        }

        LOG.info(() -> table(requests, tallies));
        assertThat(violations).isEmpty();
    }

    /// Signatures would tell, and checksums; this one looks at neither.
    @Test
    void aStoreThatKeepsLessThanItIsGivenIsFoundOut(
            TestServer postgres, @S3Servers.Of(S3Server.Kind.S3MOCK) S3Server lying)
            throws IOException {
        try (S3Scene other = new S3Scene(postgres, database, lying)) {
            assertThat(other.backUp("clean", S3Scene.CALM).problem()).isEmpty();
            List<String> puts =
                    other.line().requests().stream()
                            .filter(request -> request.method().equals("PUT"))
                            .map(S3FaultSweepIT::content)
                            .distinct() // a request may have been repeated
                            .toList();
            assertThat(puts).hasSizeGreaterThan(5);
            for (String put : puts) {
                other.line().renew();
                other.line()
                        .breakThose(
                                request ->
                                        request.method().equals("PUT")
                                                && content(request).equals(put),
                                HttpFaultProxy.FOR_EVER,
                                new HttpFault.TruncateRequest(10));
                String prefix = "put-" + puts.indexOf(put);

                Throwable problem = other.backUp(prefix, S3Scene.CALM).problem().orElseThrow();

                assertThat(problem).as(put).isInstanceOf(Failure.Store.class);
                assertThat(problem).hasMessageStartingWith("S3 upload failed [");
                assertThat(other.catalog(prefix).list()).isEmpty();
                assertThat(other.uploads(prefix)).isEmpty();
            }
        }
    }

    /// What a request brings, whichever backup it is of: the object's suffix, and which part.
    private static String content(WireRequest request) {
        Matcher part = Pattern.compile("partNumber=\\d+").matcher(request.query());
        return request.path().replaceFirst(".*/backup_\\d+_\\d+", "")
                + (part.find() ? "?" + part.group() : "");
    }

    /// Who the database is, by a backup that nothing disturbs.
    private Owner owner() throws IOException {
        Outcome clean = scene.backUp("clean", S3Scene.CALM);
        assertThat(clean.problem()).isEmpty();
        Manifest.Database its = clean.manifest().orElseThrow().database();
        return new Owner(its.systemIdentifier(), its.name());
    }

    /// What a backup asks of the store that finds half ones there.
    private List<WireRequest> requests(Owner owner) throws IOException {
        scene.leaveHalfBackups("counted", owner);
        scene.line().renew();
        assertThat(scene.backUp("counted", S3Scene.CALM).problem()).isEmpty();
        assertThat(scene.uploads("counted")).isEmpty();
        assertThat(scene.objects("counted")).hasSize(3);
        return scene.line().requests();
    }

    private static List<Trial> trials(List<WireRequest> requests) {
        List<Trial> trials = new ArrayList<>();
        for (WireRequest request : requests) {
            for (RequestFault fault : RequestFault.values()) {
                for (Time time : Time.values()) {
                    if (fault.concerns(request)) {
                        trials.add(new Trial(trials.size() + 1, request, fault, time));
                    }
                }
            }
        }
        return trials;
    }

    private static List<Trial> chosen(List<Trial> trials) {
        String pattern = System.getProperty("sweep");
        if (pattern == null) {
            return choice(trials);
        }
        Predicate<String> named = Pattern.compile(pattern).asPredicate();
        return trials.stream().filter(trial -> named.test(trial.toString())).toList();
    }

    private static List<Trial> choice(List<Trial> trials) {
        List<Trial> shuffled = new ArrayList<>(trials);
        Collections.shuffle(shuffled, new Random(SEED));
        Set<Object> met = new HashSet<>();
        List<Trial> choice = new ArrayList<>();
        for (Trial trial : shuffled) {
            boolean request = met.add(trial.request());
            boolean fault = met.add(trial.fault());
            boolean course = met.add(List.of(trial.fault().course(), trial.time()));
            if (request || fault || course) {
                choice.add(trial);
            }
        }
        return choice;
    }

    private List<String> run(Trial trial, Owner owner, Tally tally) throws IOException {
        scene.leaveHalfBackups(trial.prefix(), owner);
        scene.line().renew();
        strike(trial);
        Patience patience = trial.fault().isSilence() ? S3Scene.HASTY : S3Scene.CALM;
        Outcome outcome = scene.backUp(trial.prefix(), patience);
        scene.line().renew();

        List<String> violations = new ArrayList<>(judge(trial, outcome));
        List<CatalogEntry> backups = backups(trial.prefix());
        for (CatalogEntry backup : backups) {
            violations.addAll(scene.defects(scene.catalog(trial.prefix()), backup));
        }
        if (outcome.problem().isEmpty()) {
            tally.succeeded++;
            if (backups.size() != 1) {
                violations.add("succeeded, and there are " + backups);
            }
        } else if (!backups.isEmpty()) {
            tally.wholeAndFailed++;
            if (trial.time() == Time.ONCE) {
                violations.add("failed, and there are " + backups);
            }
        }
        violations.addAll(next(trial.prefix()));
        scene.clear(trial.prefix());
        String end = outcome.problem().map(Throwable::toString).orElse("success");
        return violations.stream().map(violation -> violation + ", after " + end).toList();
    }

    private void strike(Trial trial) {
        HttpFaultProxy line = scene.line();
        HttpFault fault = trial.fault().fault();
        int number = trial.request().number();
        switch (trial.time()) {
            case ONCE -> line.breakOne(number, fault);
            case AGAIN ->
                    line.breakThose(
                            request ->
                                    request.number() >= number
                                            && isTheSame(request, line.requests().get(number - 1)),
                            HttpFaultProxy.FOR_EVER,
                            fault);
            case FROM_THEN_ON -> line.breakFrom(number, fault);
        }
    }

    private static boolean isTheSame(WireRequest one, WireRequest other) {
        return one.method().equals(other.method())
                && one.path().equals(other.path())
                && one.query().equals(other.query());
    }

    private static List<String> judge(Trial trial, Outcome outcome) {
        List<String> violations = new ArrayList<>();
        outcome.problem()
                .ifPresent(problem -> {
                    if (trial.mustSucceed()) {
                        violations.add("did not get over it: " + problem);
                    }
                    if (!(problem instanceof Failure.Store) || !S3Scene.isTold(problem)) {
                        violations.add("not told as it should be: " + problem);
                    }
                    if (!trial.fault().isToldBy(String.valueOf(problem.getMessage()))) {
                        violations.add("the cause is another: " + problem);
                    }
                });
        outcome.log().stream()
                .filter(line -> line.startsWith("ERROR"))
                .forEach(line -> violations.add("logged and thrown: " + line));
        return violations;
    }

    private List<CatalogEntry> backups(String prefix) throws IOException {
        return scene.catalog(prefix).list().stream().filter(CatalogEntry::isBackup).toList();
    }

    /// The next run succeeds and clears away what there was.
    private List<String> next(String prefix) throws IOException {
        List<String> violations = new ArrayList<>();
        scene.backUpDirectly(prefix)
                .problem()
                .ifPresent(problem -> violations.add("the next run fails: " + problem));
        Catalog catalog = scene.catalog(prefix);
        List<CatalogEntry> entries = catalog.list();
        for (CatalogEntry entry : entries) {
            violations.addAll(scene.defects(catalog, entry));
        }
        List<String> objects = scene.objects(prefix);
        if (objects.size() != 3 * entries.size()) {
            violations.add("the next run leaves " + objects);
        }
        if (!scene.uploads(prefix).isEmpty()) {
            violations.add("the next run leaves uploads " + scene.uploads(prefix));
        }
        return violations;
    }

    private static String table(List<WireRequest> requests, Map<RequestFault, Tally> tallies) {
        StringBuilder table = new StringBuilder("a backup is these requests:\n");
        requests.forEach(request -> table.append("  ").append(request).append('\n'));
        String row = "%-32s %8s %10s %8s %18s %10s%n";
        table.append(
                row.formatted(
                        "fault", "trials", "succeeded", "failed", "of these, whole", "violations"));
        Tally all = new Tally();
        tallies.forEach((fault, tally) -> {
            table.append(row(row, fault.toString(), tally));
            all.trials += tally.trials;
            all.succeeded += tally.succeeded;
            all.wholeAndFailed += tally.wholeAndFailed;
            all.violations += tally.violations;
        });
        return table.append(row(row, "all", all)).toString();
    }

    private static String row(String row, String name, Tally tally) {
        return row.formatted(
                name,
                tally.trials,
                tally.succeeded,
                tally.trials - tally.succeeded,
                tally.wholeAndFailed,
                tally.violations);
    }
}
