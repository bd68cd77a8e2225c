package io.github.pgrehearse;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.pgrehearse.config.SettingsGroup;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The layers, and what only one class may do.
final class ArchitectureTest {

    private static final String ROOT = "io.github.pgrehearse";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    /// Each room, and what it may import; the table in ARCHITECTURE.md says the same.
    private static final Map<String, Set<String>> ROOMS =
            Map.ofEntries(
                    room("", "command", "endpoint", "log"),
                    room(
                            "command",
                            "settings",
                            "endpoint",
                            "metrics",
                            "service",
                            "backup",
                            "doctor",
                            "drill",
                            "restore",
                            "proof",
                            "retention",
                            "anomaly",
                            "notify",
                            "event",
                            "catalog",
                            "postgres",
                            "storage",
                            "dump",
                            "schedule",
                            "stream",
                            "config",
                            "log",
                            "failure"),
                    room(
                            "settings",
                            "drill",
                            "notify",
                            "proof",
                            "retention",
                            "postgres",
                            "storage",
                            "schedule",
                            "stream",
                            "config",
                            "log"),
                    room(
                            "backup",
                            "catalog",
                            "postgres",
                            "storage",
                            "dump",
                            "stream",
                            "log",
                            "failure"),
                    room("doctor", "catalog", "postgres", "storage", "stream", "log", "failure"),
                    room(
                            "drill",
                            "proof",
                            "catalog",
                            "globals",
                            "postgres",
                            "storage",
                            "dump",
                            "stream",
                            "schedule",
                            "log",
                            "failure"),
                    room(
                            "restore",
                            "proof",
                            "catalog",
                            "globals",
                            "postgres",
                            "storage",
                            "dump",
                            "stream",
                            "log",
                            "failure"),
                    room(
                            "proof",
                            "catalog",
                            "postgres",
                            "storage",
                            "dump",
                            "stream",
                            "log",
                            "failure"),
                    room("retention", "catalog", "storage", "failure"),
                    room("anomaly", "catalog", "dump", "log", "failure"),
                    room("notify", "event", "catalog", "config", "log"),
                    room("endpoint", "event", "catalog", "failure"),
                    room("metrics", "event", "catalog", "storage", "dump", "failure"),
                    room(
                            "service",
                            "drill",
                            "retention",
                            "event",
                            "catalog",
                            "schedule",
                            "failure"),
                    room("event", "catalog"),
                    room("catalog", "storage", "dump", "failure"),
                    room("postgres", "globals", "dump", "stream", "config", "log", "failure"),
                    room("storage", "config", "failure"),
                    room("globals", "dump", "failure"),
                    room("dump", "failure"),
                    room("schedule"),
                    room("stream", "failure"),
                    room("config", "failure"),
                    room("log"),
                    room("failure"));

    private static Map.Entry<String, Set<String>> room(String name, String... below) {
        return Map.entry(name, Set.of(below));
    }

    /// Else the rules below would hold of nothing.
    @Test
    void theClassesWereSeen() {
        assertThat(CLASSES).hasSizeGreaterThan(80);
        assertThat(CLASSES.contain(Main.class)).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void importsPointDownwards() {
        for (Map.Entry<String, Set<String>> room : ROOMS.entrySet()) {
            Set<String> allowed = new HashSet<>(room.getValue());
            allowed.add(room.getKey());
            classes()
                    .that(describe("in room " + room.getKey(), in(Set.of(room.getKey()))))
                    .should()
                    .onlyDependOnClassesThat(
                            describe(
                                    "are of others, or in " + allowed,
                                    type ->
                                            !type.getPackageName().startsWith(ROOT)
                                                    || in(allowed).test(type)))
                    .check(CLASSES);
        }
    }

    @Test
    void everyClassIsInARoom() {
        assertThat(CLASSES.stream().filter(type -> !in(ROOMS.keySet()).test(type))).isEmpty();
    }

    /// Whether a class is in one of these rooms, or in a room within.
    private static Predicate<JavaClass> in(Set<String> rooms) {
        return type -> {
            String place = (type.getPackageName() + ".").substring(ROOT.length() + 1);
            return rooms.contains(place.substring(0, Math.max(0, place.indexOf('.'))));
        };
    }

    /// Were it wrong in what the checks use too, the negative control would judge itself.
    @Test
    void theNegativeControlSharesNothingWithTheChecks() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".drill.control")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        ROOT + ".drill.control",
                        ROOT + ".postgres.connection",
                        ROOT + ".failure")
                .check(CLASSES);
    }

    @Test
    void noPackagesDependOnEachOther() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyCommandsSeeTheSettings() {
        classes()
                .that()
                .areAnnotatedWith(SettingsGroup.class)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage(ROOT + ".command", ROOT + ".settings")
                .check(CLASSES);
    }

    @Test
    void onlyMainTouchesTheProcess() {
        // Two that touch nothing: copying arrays, and a stopwatch that knows no time of day
        DescribedPredicate<JavaAccess<?>> harmless =
                target(nameMatching("getLogger|arraycopy|nanoTime"));
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .accessTargetWhere(targetOwner(assignableTo(System.class)).and(not(harmless)))
                .orShould()
                .accessTargetWhere(
                        targetOwner(assignableTo(Runtime.class)).and(target(name("exit"))))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Instant.class,
                LocalDate.class,
                LocalDateTime.class,
                OffsetDateTime.class,
                ZonedDateTime.class
            })
    void theTimeComesFromAClockThatIsGiven(Class<?> time) {
        noClasses()
                .that()
                // It asks how old a directory is, which the file system's own clock has stamped
                .doNotHaveFullyQualifiedName(ROOT + ".postgres.ephemeral.ServerDirectory")
                .should()
                .accessTargetWhere(
                        targetOwner(assignableTo(time))
                                .and(target(name("now")))
                                .and(
                                        new DescribedPredicate<JavaAccess<?>>("without a clock") {
                                            @Override
                                            public boolean test(JavaAccess<?> access) {
                                                return !access.getTarget()
                                                        .getFullName()
                                                        .contains("now(java.time.Clock)");
                                            }
                                        }))
                .check(CLASSES);
    }

    @Test
    void onlyMainHasTheClockOfTheMachine() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethodWhere(
                        targetOwner(assignableTo(Clock.class))
                                .and(target(nameMatching("system.*"))))
                .check(CLASSES);
    }

    @Test
    void classesAreFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES.that(describe("have a name", type -> !type.isAnonymousClass())));
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(
                        new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                JavaPackage its = type.getPackage();
                                events.add(
                                        new SimpleConditionEvent(
                                                type,
                                                its.isAnnotatedWith(NullMarked.class),
                                                its.getName()));
                            }
                        })
                .check(CLASSES);
    }
}
