package naru.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The rules of the house that Maven's graph does not know, over all classes of the product.
class ArchitectureTest {
    private static final String[] GROUND = {"naru.base..", "naru.linux..", "naru.http..", "naru.store..", "naru.etcd.."
    };
    private static final String[] ENGINE = {
        "naru.image..", "naru.build..", "naru.container..", "naru.network..", "naru.volume.."
    };
    private static final String[] PLATFORM = {"naru.tunnel..", "naru.pipeline..", "naru.cluster..", "naru.node.."};
    private static final String[] DOORS = {"naru.docker..", "naru.registry..", "naru.web..", "naru.cli..", "naru.kube.."
    };

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("naru");

    @Test
    void floorsDependDownwardsOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(GROUND)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE)
                .allowEmptyShould(true)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PLATFORM)
                .allowEmptyShould(true)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAnyPackage(PLATFORM)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DOORS)
                .allowEmptyShould(true)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage("naru.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("naru.app..")
                .check(PRODUCT);
    }

    @Test
    void doorsDoNotKnowEachOther() {
        for (String door : DOORS) {
            for (String other : DOORS) {
                if (!door.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(door)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .allowEmptyShould(true)
                            .check(PRODUCT);
                }
            }
        }
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("naru.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("naru.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void onlyLinuxMakesNativeCalls() {
        noClasses()
                .that()
                .resideOutsideOfPackage("naru.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(PRODUCT);
    }

    @Test
    void nobodyPrintsPastTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("naru.app..", "naru.cli..")
                .should()
                .accessField(System.class, "out")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackages("naru.app..", "naru.cli..")
                .should()
                .accessField(System.class, "err")
                .check(PRODUCT);
    }
}
