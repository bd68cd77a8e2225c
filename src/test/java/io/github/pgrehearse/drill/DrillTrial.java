package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.backup.Backup;
import io.github.pgrehearse.backup.BackupPlan;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.sandbox.EphemeralSandbox;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.ServerSandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.stream.Compression;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.MeteredOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A directory with backups of a real server's databases, and drills of them in a throw-away
/// server.
final class DrillTrial {

    private static final String PREFIX = "backups";

    private final TestServer server;
    private final Path store;
    private final ObjectStore objects;
    private final Path temporary;
    private final ClientPrograms programs;
    private Scenery scenery = Scenery.ORDINARY;
    private Optional<ConnectionUri> sandboxServer = Optional.empty();
    private boolean trust = true;
    private final RecordingLog log = new RecordingLog();

    /// What a test may put in the place of what a drill works with.
    record Scenery(UnaryOperator<ObjectStore> store, Opened opened, List<Path> programs) {

        static final Scenery ORDINARY = new Scenery(store -> store, () -> {}, List.of());

        /// Is run once the sandbox is open.
        interface Opened {
            void run() throws IOException;
        }

        Scenery with(UnaryOperator<ObjectStore> other) {
            return new Scenery(other, opened, programs);
        }

        Scenery when(Opened other) {
            return new Scenery(store, other, programs);
        }

        Scenery by(Path... places) {
            return new Scenery(store, opened, List.of(places));
        }
    }

    /// Changes what the next drills work with.
    void set(UnaryOperator<Scenery> change) {
        scenery = change.apply(scenery);
    }

    /// Has the next drills restore there as anybody but the given role if that may do more than
    /// this.
    void distrust() {
        trust = false;
    }

    /// Has the next drills restore on a server that is there.
    void restoreOn(ConnectionUri server) {
        sandboxServer = Optional.of(server);
    }

    /// Has the next drills restore on a server of their own, as the first ones do.
    void restoreOnOwnServer() {
        sandboxServer = Optional.empty();
    }

    Path temporary() {
        return temporary;
    }

    /// Backups in a directory, drilled by the programs of this machine.
    ///
    /// @param directory which is made such that the server's account can reach it
    DrillTrial(TestServer server, Path directory) throws IOException {
        this(
                server,
                directory,
                new DirectoryStore(directory.resolve("store"), new Traffic()),
                new PgTools(
                        List.of(server.server().programs().bin()),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                                .map(Path::of)
                                .toList()));
    }

    /// @param objects where the backups are; those that are damaged must lie in a directory
    DrillTrial(TestServer server, Path directory, ObjectStore objects, PgTools tools)
            throws IOException {
        this.server = server;
        this.store = directory.resolve("store");
        this.objects = objects;
        this.temporary = Files.createDirectories(directory.resolve("temporary"));
        for (Path each : List.of(directory, temporary)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        this.programs = new ClientPrograms(tools, Map.of());
    }

    Manifest backUp(String database, String... options) throws IOException {
        return backUp(Compression.GZIP, database, options);
    }

    Manifest backUp(Compression compression, String database, String... options)
            throws IOException {
        String uri = server.server().connectionUri(database).reveal();
        return backUp(compression, ConnectionUri.parse(uri, Map.of()), options);
    }

    Manifest backUp(Compression compression, ConnectionUri database, String... options)
            throws IOException {
        BackupPlan plan =
                new BackupPlan(
                        compression,
                        1,
                        2,
                        List.of(options),
                        true,
                        Duration.ofMinutes(5),
                        "3600s",
                        "test");
        return new Backup(
                        plan,
                        programs,
                        objects,
                        catalog(),
                        nowhere(),
                        Clock.systemUTC(),
                        new RecordingLog())
                .run(database);
    }

    /// Copies the backups of another trial.
    void takeOver(DrillTrial other) throws IOException {
        Path from = Objects.requireNonNull(other.manifest().getParent());
        Path to = Files.createDirectories(store.resolve(PREFIX));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    Outcome drill(String word) throws IOException {
        return drill(word, DataProof.FULL);
    }

    Outcome drill(String word, DataProof data) throws IOException {
        return drill(word, new DrillPlan(data, Duration.ofMinutes(5), Optional.empty(), "test"));
    }

    /// Holds a drill, and requires it to leave nothing but its report.
    Outcome drill(String word, DrillPlan plan) throws IOException {
        return drill(plan, drill -> drill.run(word));
    }

    /// Holds a drill with a negative control.
    Outcome control(long seed, DrillPlan plan) throws IOException {
        return drill(plan, drill -> drill.runWithControl("latest", seed));
    }

    private interface Run {
        Outcome of(Drill drill) throws IOException;
    }

    private Outcome drill(DrillPlan plan, Run run) throws IOException {
        ObjectStore seen = scenery.store().apply(objects);
        ClientPrograms used =
                scenery.programs().isEmpty()
                        ? programs
                        : new ClientPrograms(new PgTools(scenery.programs(), List.of()), Map.of());
        Drill drill =
                new Drill(
                        plan,
                        used,
                        wanted -> open(used.tools(), wanted),
                        seen,
                        new Catalog(seen, PREFIX),
                        new Drill.Scene(Clock.systemUTC(), nowhere(), log, () -> false));
        Outcome outcome = run.of(drill);
        assertThat(temporary).as("what the sandbox was in").isEmptyDirectory();
        return outcome;
    }

    private Sandbox open(PgTools tools, Wanted wanted) throws IOException {
        Sandbox sandbox =
                sandboxServer.isPresent()
                        ? ServerSandbox.open(
                                sandboxServer.get(), trust, Duration.ofMinutes(5), wanted, log)
                        : EphemeralSandbox.open(tools, temporary, wanted);
        scenery.opened().run();
        return sandbox;
    }

    /// Requires the newest backup to be found sound.
    DrillReport proves() throws IOException {
        DrillReport report = reports(Verdict.PROVEN);
        assertThat(report.leftOut()).isEmpty();
        return report;
    }

    /// Requires a drill of the newest backup to come to this verdict.
    DrillReport reports(Verdict verdict) throws IOException {
        Outcome outcome = drill("latest");
        assertThat(outcome.verdict()).as(String.join("\n", log.lines())).isEqualTo(verdict);
        return outcome.report().orElseThrow();
    }

    Catalog catalog() {
        return new Catalog(objects, PREFIX);
    }

    List<String> log() {
        return log.lines();
    }

    /// The newest backup's dump, as a file.
    Path dump() throws IOException {
        CatalogEntry newest = catalog().find("latest", Instant.now());
        return store.resolve(newest.dump().orElseThrow().key().value());
    }

    Path manifest() throws IOException {
        CatalogEntry newest = catalog().find("latest", Instant.now());
        return store.resolve(newest.manifest().orElseThrow().key().value());
    }

    /// Changes the newest backup's dump, and nothing else.
    void damage(UnaryOperator<String> change) throws IOException {
        Path dump = dump();
        byte[] changed = change.apply(text(dump)).getBytes(StandardCharsets.ISO_8859_1);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dump))) {
            out.write(changed);
        }
    }

    /// Changes the dump, and has the manifest tell its new size and SHA-256, but not what is new in
    /// it.
    void damageAndHide(UnaryOperator<String> change) throws IOException {
        damage(change);
        Manifest manifest = readManifest();
        write(manifest, manifest.contents());
    }

    /// Changes the dump, and has the manifest tell all of it: only what is restored can show what
    /// came of it.
    void sabotage(String statements) throws IOException {
        String closing = "--\n-- PostgreSQL database dump complete";
        damage(dump -> dump.replace(closing, statements + "\n" + closing));
        DumpScanner scanner = new DumpScanner();
        byte[] plain = text(dump()).getBytes(StandardCharsets.ISO_8859_1);
        scanner.scan(plain, 0, plain.length);
        write(readManifest(), scanner.contents());
    }

    /// Changes the text of the manifest.
    void changeManifest(String pattern, String replacement) throws IOException {
        String text = Files.readString(manifest());
        String changed = text.replaceFirst(pattern, replacement);
        assertThat(changed).as(pattern).isNotEqualTo(text);
        Files.writeString(manifest(), changed);
    }

    private Manifest readManifest() throws IOException {
        return catalog().manifest(catalog().find("latest", Instant.now()).name());
    }

    /// Has the manifest tell size and SHA-256 of what is stored now, and of the dump in it what it
    /// told before.
    void hideWhatIsStored() throws IOException {
        Manifest old = readManifest();
        Measure plain = new Measure(old.dump().uncompressedSize(), old.dump().uncompressedSha256());
        publish(old, plain, old.contents());
    }

    private void write(Manifest old, DumpContents contents) throws IOException {
        MeteredOutputStream plain = new MeteredOutputStream(OutputStream.nullOutputStream());
        plain.write(text(dump()).getBytes(StandardCharsets.ISO_8859_1));
        publish(old, plain.measure(), contents);
    }

    private void publish(Manifest old, Measure plain, DumpContents contents) throws IOException {
        MeteredOutputStream stored = new MeteredOutputStream(OutputStream.nullOutputStream());
        Files.copy(dump(), stored);
        Measure asStored = stored.measure();
        Manifest.Dump dump =
                new Manifest.Dump(
                        old.dump().key(),
                        old.dump().compression(),
                        asStored.bytes(),
                        asStored.sha256(),
                        plain.bytes(),
                        plain.sha256());
        Files.delete(manifest());
        catalog()
                .publish(
                        new Manifest(
                                old.name(),
                                old.database(),
                                old.tools(),
                                old.schedule(),
                                dump,
                                old.session(),
                                old.extensions(),
                                contents,
                                old.took(),
                                old.warnings()));
    }

    /// Each byte of the dump as a letter.
    private static String text(Path dump) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(dump))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /// The names of the reports there are.
    List<String> reportNames() throws IOException {
        try (Stream<Path> files = Files.list(store.resolve(PREFIX))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".drill_"))
                    .sorted()
                    .toList();
        }
    }

    private static Console nowhere() {
        return new Console(new PrintStream(OutputStream.nullOutputStream()), false);
    }
}
