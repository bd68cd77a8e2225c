package io.github.pgrehearse.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.dump.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class StatementsTest {

    private static Statement table(String name, long digest) {
        return new Statement("CREATE TABLE", name, new Digest(digest), 1);
    }

    private static List<String> differences(List<Statement> expected, List<Statement> found) {
        return Statements.differences(expected, found);
    }

    @Test
    void areTheSameInAnyOrder() {
        assertThat(
                        differences(
                                List.of(table("a", 1), table("b", 2), table("b", 2)),
                                List.of(table("b", 2), table("a", 1), table("b", 2))))
                .isEmpty();
    }

    @Test
    void differByWhatIsMissingTooManyAndChanged() {
        assertThat(
                        differences(
                                List.of(table("a", 1), table("b", 2), table("c", 3)),
                                List.of(table("b", 4), table("c", 3), table("d", 5))))
                .containsExactly(
                        "missing: CREATE TABLE a",
                        "changed: CREATE TABLE b",
                        "too many: CREATE TABLE d");
    }

    @Test
    void differByHowOftenTheyStandThere() {
        assertThat(differences(List.of(table("a", 1)), List.of(table("a", 1), table("a", 1))))
                .containsExactly("too many: CREATE TABLE a");
        assertThat(differences(List.of(table("a", 1), table("a", 1)), List.of(table("a", 1))))
                .containsExactly("missing: CREATE TABLE a");
    }

    @Test
    void ofOneNameMayBeChangedAndMissing() {
        assertThat(
                        differences(
                                List.of(table("a", 1), table("a", 2), table("a", 3)),
                                List.of(table("a", 4))))
                .containsExactly("changed: CREATE TABLE a", "missing: CREATE TABLE a (2 times)");
    }

    @Test
    @Timeout(10)
    void areComparedQuicklyHoweverMany() {
        List<Statement> expected = new ArrayList<>();
        List<Statement> found = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            expected.add(table("t" + i, i));
            found.add(table("t" + i, i % 2 == 0 ? i : -i));
        }
        Collections.shuffle(found, new Random(1));

        assertThat(differences(expected, found))
                .hasSize(50_000)
                .contains("changed: CREATE TABLE t1");
    }
}
