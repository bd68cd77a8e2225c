package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.dump.StatementFilter;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.target.Inhabitant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SelectionTest {

    private static final String DUMP =
            """
            SET client_encoding = 'UTF8';
            CREATE SCHEMA shop;
            CREATE SCHEMA "odd.schema";
            CREATE TABLE shop.orders (id int, at date) PARTITION BY RANGE (at);
            CREATE SEQUENCE shop.orders_id_seq;
            ALTER SEQUENCE shop.orders_id_seq OWNED BY shop.orders.id;
            CREATE TABLE public.orders_1 (id int, at date);
            CREATE TABLE shop.notes (id int);
            CREATE TABLE "odd.schema".notes (id int);
            CREATE TABLE public."a ""b""\" (id int);
            ALTER TABLE ONLY shop.orders ATTACH PARTITION public.orders_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
            ALTER TABLE ONLY shop.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id, at);
            ALTER TABLE ONLY public.orders_1 ADD CONSTRAINT orders_1_pkey PRIMARY KEY (id, at);
            ALTER INDEX shop.orders_pkey ATTACH PARTITION public.orders_1_pkey;
            CREATE INDEX of ON shop.orders USING btree (at);
            COMMENT ON INDEX shop.of IS 'x';
            CREATE INDEX other ON shop.notes USING btree (id);
            COMMENT ON INDEX shop.other IS 'x';
            ALTER TABLE ONLY shop.orders ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES shop.notes(id);
            GRANT USAGE ON SCHEMA shop TO app;
            """;

    private static Selection select(List<String> tables, List<String> schemas) throws IOException {
        MemoryBackup backup = MemoryBackup.of(DUMP);
        RestorePlan plan =
                new RestorePlan(
                        false,
                        false,
                        false,
                        false,
                        new RestorePlan.LeftOut(false, false, false, false),
                        tables,
                        schemas,
                        false);
        return Selection.of(plan, DumpHead.read(backup.store(), backup.entry()));
    }

    /// The statements that it takes, by their first line without what a reader can do without.
    private static List<String> taken(Selection selection) throws IOException {
        return StatementFilter.statements(
                        new ByteArrayInputStream(DUMP.getBytes(StandardCharsets.UTF_8)))
                .stream()
                .filter(found -> selection.takes(found.topic()))
                .map(found -> found.topic().kind() + " " + found.topic().name())
                .toList();
    }

    @Test
    void takesATableWithWhatBelongsToIt() throws IOException {
        Selection selection = select(List.of("shop.orders"), List.of());
        selection.completeFor(Set.of("public"));

        assertThat(taken(selection))
                .containsExactly(
                        "SET client_encoding",
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.orders",
                        "CREATE SEQUENCE shop.orders_id_seq",
                        "ALTER SEQUENCE OWNED BY shop.orders_id_seq",
                        "CREATE TABLE public.orders_1",
                        "ALTER TABLE ATTACH PARTITION shop.orders",
                        "ALTER TABLE ADD CONSTRAINT shop.orders",
                        "ALTER TABLE ADD CONSTRAINT public.orders_1",
                        "ALTER INDEX ATTACH PARTITION shop.orders_pkey",
                        "CREATE INDEX of",
                        "COMMENT ON INDEX shop.of");
        assertThat(selection.leftOut())
                .containsExactly(
                        "ALTER TABLE ADD CONSTRAINT of shop.orders, which needs shop.notes");
    }

    @Test
    void takesASchemaAndItselfOnlyWhereItIsMissing() throws IOException {
        Selection there = select(List.of(), List.of("odd.schema"));
        there.completeFor(Set.of("odd.schema"));
        Selection missing = select(List.of(), List.of("odd.schema"));
        missing.completeFor(Set.of("public"));

        assertThat(taken(there))
                .containsExactly("SET client_encoding", "CREATE TABLE \"odd.schema\".notes");
        assertThat(taken(missing)).contains("CREATE SCHEMA \"odd.schema\"");
    }

    @Test
    void findsATableByItsBareNameIfThereIsOneOnly() throws IOException {
        assertThat(select(List.of("a \"b\""), List.of())).hasToString("public.\"a \"\"b\"\"\"");
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> select(List.of("notes"), List.of()))
                .withMessage(
                        "No such table in the backup ['notes', but shop.notes and \"odd.schema\".notes]");
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> select(List.of("none"), List.of()))
                .withMessage("No such table in the backup ['none']");
    }

    @Test
    void collidesWithWhatHasTheSameNameAlone() throws IOException {
        Selection selection = select(List.of("shop.orders"), List.of("odd.schema"));

        assertThat(selection.collidesWith(new Inhabitant("table", "public", "orders_1"))).isTrue();
        assertThat(selection.collidesWith(new Inhabitant("table", "odd.schema", "x"))).isTrue();
        assertThat(selection.collidesWith(new Inhabitant("table", "public", "orders"))).isFalse();
        assertThat(Selection.everything().collidesWith(new Inhabitant("table", "any", "x")))
                .isTrue();
    }
}
