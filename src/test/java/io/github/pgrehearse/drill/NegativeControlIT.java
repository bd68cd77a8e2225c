package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.drill.control.ControlReport.Answer;
import io.github.pgrehearse.drill.control.ControlReport.Trial;
import io.github.pgrehearse.drill.control.Damage;
import io.github.pgrehearse.drill.control.NegativeControl;
import io.github.pgrehearse.drill.control.NegativeControl.Noticed;
import io.github.pgrehearse.drill.control.Places;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damage that is done on purpose: a sound comparison notices all of it, and one that is not is
/// found out.
@ExtendWith(TestServer.Provided.class)
@Timeout(240)
final class NegativeControlIT {

    private static final DrillPlan PLAN =
            new DrillPlan(DataProof.FULL, Duration.ofMinutes(5), Optional.empty(), "test");

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noticesEveryDamageToADatabaseWithEverything(
            long seed, TestServer server, @TempDir Path directory) throws IOException {
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        DrillTrial trial = new DrillTrial(server, directory);
        trial.backUp(database);

        Outcome outcome = trial.control(seed, PLAN);

        ControlReport control = outcome.control().orElseThrow();
        assertThat(control.obstacle()).isEmpty();
        assertThat(control.trials()).extracting(Trial::damage).containsExactly(Damage.values());
        assertThat(control.trials())
                .as(String.join("\n", trial.log()))
                .allMatch(damage -> damage.answer() == Answer.NOTICED)
                .allMatch(damage -> !damage.finding().isEmpty());
        assertThat(outcome.verdict()).isEqualTo(Verdict.RESTORED);
    }

    @Test
    void tellsWhatDoesNotApply(TestServer server, @TempDir Path directory) throws IOException {
        String database = server.createDatabase();
        server.runText(database, "CREATE TABLE plain AS SELECT generate_series(1, 3) AS a");
        DrillTrial trial = new DrillTrial(server, directory);
        trial.backUp(database);

        ControlReport control = trial.control(1, PLAN).control().orElseThrow();

        assertThat(control.of(Answer.NOTICED))
                .extracting(Trial::damage)
                .containsExactly(
                        Damage.ROW_GONE,
                        Damage.ROW_DOUBLED,
                        Damage.VALUE_CHANGED,
                        Damage.TABLE_GONE,
                        Damage.TABLE_EXTRA);
        assertThat(control.of(Answer.UNNOTICED)).isEmpty();
        assertThat(trial.log())
                .anyMatch(line ->
                        line.contains("every damage was noticed (5 of 5, 12 not applicable)"));
    }

    @Test
    void findsOutAComparisonThatAlwaysAgrees(TestServer server) throws IOException, SQLException {
        ControlReport control = control(server, _ -> Optional.empty());

        assertThat(control.missedAny()).isTrue();
        assertThat(control.of(Answer.NOTICED)).isEmpty();
        assertThat(control.of(Answer.UNNOTICED))
                .extracting(Trial::damage)
                .contains(Damage.ROW_GONE, Damage.VALUE_CHANGED, Damage.TABLE_EXTRA);
    }

    @Test
    void doesNotTrustAComparisonThatNeverAgrees(TestServer server)
            throws IOException, SQLException {
        ControlReport control = control(server, _ -> Optional.of(new Noticed("rows", "something")));

        assertThat(control.obstacle()).isPresent();
        assertThat(control.trials()).isEmpty();
    }

    /// Else a server would fill with copies, and a user's own database be at risk.
    @Test
    void leavesTheOriginalAsItWasAndNoCopies(TestServer server) throws IOException, SQLException {
        List<String> copies = new ArrayList<>();
        control(
                server,
                copy -> {
                    copies.add(copy.uri().database());
                    return Optional.empty();
                });

        assertThat(copies).isNotEmpty().allMatch(name -> name.endsWith("_damaged"));
        String original = copies.getFirst().replace("_damaged", "");
        assertThat(ask(server, original, "SELECT count(*) || ' ' || sum(b) FROM kept"))
                .isEqualTo("9 45");
        assertThat(
                        ask(
                                server,
                                "postgres",
                                "SELECT count(*) FROM pg_database WHERE datname = '%s'"
                                        .formatted(copies.getFirst())))
                .isEqualTo("0");
    }

    private static ControlReport control(TestServer server, NegativeControl.Comparison comparison)
            throws IOException, SQLException {
        String database = server.createDatabase();
        server.runText(
                database,
                "CREATE TABLE kept AS SELECT 'x' || n AS a, n AS b FROM generate_series(1, 9) n");
        List<String> tables = List.of("public.kept");
        NegativeControl control =
                new NegativeControl(
                        reached(server, database),
                        reached(server, "postgres"),
                        new Places(tables, tables),
                        comparison,
                        Clock.systemUTC());
        return control.run(7, _ -> {});
    }

    private static Reached reached(TestServer server, String database)
            throws IOException, SQLException {
        Connector.Connected connected =
                new Connector(
                                ConnectionUri.parse(
                                        server.server().connectionUri(database).reveal(), Map.of()))
                        .connect();
        connected.connection().close();
        return connected.reached();
    }

    private static String ask(TestServer server, String database, String query)
            throws IOException, SQLException {
        try (java.sql.Connection connection = server.connect(database);
                java.sql.Statement statement = connection.createStatement();
                java.sql.ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
