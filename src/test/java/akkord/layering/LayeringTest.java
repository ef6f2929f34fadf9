package akkord.layering;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The map of ARCHITECTURE.md, held: which package may know which. */
@Execution(ExecutionMode.CONCURRENT)
class LayeringTest {

    private static final String GENERATED = "akkord.protocol.grpc..";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("akkord.protocol", "akkord.persistence", "akkord.actors", "akkord.sharding");

    @Test
    void theClassesAreFound() {
        for (String module : new String[] {"protocol", "persistence", "actors", "sharding"})
            assertThat(OURS.containPackage("akkord." + module)
                            || OURS.stream()
                                    .anyMatch(type -> type.getPackageName().startsWith("akkord." + module + ".")))
                    .as("classes of " + module)
                    .isTrue();
    }

    @Test
    void modulesKnowOnlyThoseBelowThem() {
        noClasses()
                .that()
                .resideInAPackage("akkord.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("akkord.persistence..", "akkord.actors..", "akkord.sharding..")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("akkord.persistence..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("akkord.actors..", "akkord.sharding..")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("akkord.actors..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("akkord.sharding..")
                .check(OURS);
    }

    @Test
    void onlyTheNodesWiringKnowsTheLogAndTheJournal() {
        noClasses()
                .that()
                .resideInAPackage("akkord.sharding..")
                .and()
                .resideOutsideOfPackage("akkord.sharding.node..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("akkord.persistence..")
                .check(OURS);
    }

    @Test
    void onlyTheCodecAndTheKafkaDoorTouchKafkasClasses() {
        noClasses()
                .that()
                .resideOutsideOfPackages("akkord.protocol.codec..", "akkord.protocol.door.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(OURS);
    }

    @Test
    void onlyTheConnectionsOfTheKafkaDoorTouchSockets() {
        noClasses()
                .that()
                .resideOutsideOfPackage("akkord.protocol.door.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(OURS);
    }

    @Test
    void theDoorsReachTheInsideThroughTheProtocolOnly() {
        noClasses()
                .that()
                .resideInAPackage("akkord.actors..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("akkord.protocol.door..")
                .check(OURS);
    }

    @Test
    void thePureCoresKnowNeitherAkkaNorFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "akkord.actors.partition.core..",
                        "akkord.actors.group.core..",
                        "akkord.protocol.domain..",
                        "akkord.protocol.metadata..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("akka..", "java.nio.file..", "java.nio.channels..")
                .allowEmptyShould(true)
                .check(OURS);
    }

    /** {@link akkord.sharding.ask.WellKnown} says why. */
    @Test
    void nobodyMakesAReferenceOfAnAddress() {
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "the name is resolveActorRef",
                        (JavaMethodCall call) -> call.getName().equals("resolveActorRef")))
                .check(OURS);
    }

    /** {@code Subscribers} of the controller says why. These two watch what they have spawned. */
    @Test
    void nobodyWatchesAnActorOfAnotherNode() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("akkord.sharding.controller.ControllerHost")
                .and()
                .doNotHaveFullyQualifiedName("akkord.actors.gather.Gatherer")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "an actor watches another",
                        (JavaMethodCall call) ->
                                call.getTargetOwner().getPackageName().startsWith("akka.actor")
                                        && call.getName().startsWith("watch")))
                .check(OURS);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("akkord.(**)")
                .should()
                .beFreeOfCycles()
                .check(OURS.that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(GENERATED))));
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(OURS.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(aPackage -> !aPackage.getName().startsWith("akkord.protocol.grpc"))
                        .filter(aPackage -> aPackage.tryGetPackageInfo().isEmpty())
                        .map(JavaPackage::getName))
                .isEmpty();
    }

    @Test
    void everyMessageThatCrossesNodesIsFinal() {
        classes()
                .that()
                .implement("akkord.protocol.controller.ControllerMessage")
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .check(OURS);
    }
}
