package io.github.pgrehearse;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
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
import java.util.List;
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

    /// Else the rules below would hold of nothing.
    @Test
    void theClassesWereSeen() {
        assertThat(CLASSES).hasSizeGreaterThan(80);
        assertThat(CLASSES.contain(Main.class)).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    /// Each layer lists those that may use it.
    @Test
    void importsPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("root")
                .definedBy(ROOT)
                .layer("command")
                .definedBy(ROOT + ".command..")
                .layer("settings")
                .definedBy(ROOT + ".settings..")
                .layer("backup")
                .definedBy(ROOT + ".backup..")
                .layer("drill")
                .definedBy(ROOT + ".drill..")
                .layer("proof")
                .definedBy(ROOT + ".proof..")
                .layer("event")
                .definedBy(ROOT + ".event..")
                .layer("catalog")
                .definedBy(ROOT + ".catalog..")
                .layer("postgres")
                .definedBy(ROOT + ".postgres..")
                .layer("storage")
                .definedBy(ROOT + ".storage..")
                .layer("dump")
                .definedBy(ROOT + ".dump..")
                .layer("schedule")
                .definedBy(ROOT + ".schedule..")
                .layer("stream")
                .definedBy(ROOT + ".stream..")
                .layer("config")
                .definedBy(ROOT + ".config..")
                .layer("log")
                .definedBy(ROOT + ".log..")
                .layer("failure")
                .definedBy(ROOT + ".failure..")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("command")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("settings")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("backup")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("drill")
                .mayOnlyBeAccessedByLayers("command", "settings")
                .whereLayer("proof")
                .mayOnlyBeAccessedByLayers("command", "drill")
                .whereLayer("event")
                .mayOnlyAccessLayers("catalog")
                .whereLayer("catalog")
                .mayOnlyBeAccessedByLayers("command", "backup", "drill", "proof", "event")
                .whereLayer("postgres")
                .mayOnlyBeAccessedByLayers("command", "settings", "backup", "drill", "proof")
                .whereLayer("storage")
                .mayOnlyBeAccessedByLayers(
                        "command", "settings", "backup", "drill", "proof", "catalog")
                .whereLayer("dump")
                .mayOnlyBeAccessedByLayers("command", "backup", "drill", "proof", "catalog")
                .whereLayer("schedule")
                .mayNotAccessAnyLayer()
                .whereLayer("failure")
                .mayNotAccessAnyLayer()
                .whereLayer("log")
                .mayOnlyAccessLayers("failure")
                .whereLayer("config")
                .mayOnlyAccessLayers("failure")
                .whereLayer("stream")
                .mayOnlyAccessLayers("failure")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsInALayer() {
        classes()
                .should()
                .resideInAnyPackage(
                        List.of(
                                        "",
                                        ".command",
                                        ".settings",
                                        ".backup",
                                        ".drill..",
                                        ".proof",
                                        ".event",
                                        ".catalog",
                                        ".postgres..",
                                        ".storage..",
                                        ".dump",
                                        ".schedule",
                                        ".stream",
                                        ".config",
                                        ".log",
                                        ".failure")
                                .stream()
                                .map(layer -> ROOT + layer)
                                .toArray(String[]::new))
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
                .check(
                        CLASSES.that(
                                DescribedPredicate.describe(
                                        "have a name", type -> !type.isAnonymousClass())));
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
