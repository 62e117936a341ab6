package dev.bastide;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import dev.bastide.authority.Act;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;

/** The laws of the house that can be read off the compiled classes. */
@AnalyzeClasses(packages = "dev.bastide", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule EVERY_ENDPOINT_DECLARES_ITS_ACTION = methods()
            .that()
            .areMetaAnnotatedWith(RequestMapping.class)
            .should(haveAnAct())
            .allowEmptyShould(true)
            .because("a route that names no action is open by accident");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(Date.class)
            .because("a rule about time must be testable at any time");

    @ArchTest
    static final ArchRule ONLY_THE_PROGRAM_MAKES_THE_CLOCK = noClasses()
            .that()
            .resideOutsideOfPackages("dev.bastide", "dev.bastide.ground..")
            .should()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .because("there is one clock, and a test can replace it");

    @ArchTest
    static final ArchRule NO_FIELD_INJECTION = fields().should()
            .notBeAnnotatedWith(Autowired.class)
            .allowEmptyShould(true)
            .because("what a class needs stands in its constructor");

    @ArchTest
    static final ArchRule NO_VAGUE_NAMES = classes()
            .should(notEndIn(Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Base", "Data", "Info")))
            .because("a name says what a thing is");

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .that()
            .haveNameNotMatching(".*\\.Jte.*Generated.*")
            .should(liveInANullMarkedPackage())
            .because("null is rare and visible");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_THE_SSH_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.bastide.bastion.ssh..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.sshd..")
            .because("a protocol library stays inside one package");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_PARQUET_AND_ITS_COMPRESSION = noClasses()
            .that()
            .resideOutsideOfPackage("dev.bastide.audit.segment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.parquet..", "com.github.luben.zstd..")
            .because("a format library stays inside one package");

    private static ArchCondition<JavaMethod> haveAnAct() {
        return new ArchCondition<>("carry @Act") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean named = method.isAnnotatedWith(Act.class)
                        || method.getOwner().isAnnotatedWith(Act.class)
                        || AnnotatedElementUtils.hasAnnotation(method.reflect(), Act.class);
                if (!named) {
                    events.add(violated(method, method.getFullName() + " names no action"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> notEndIn(Set<String> words) {
        return new ArchCondition<>("not end in one of " + words) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                words.stream()
                        .filter(word -> type.getSimpleName().endsWith(word))
                        .forEach(word -> events.add(violated(type, type.getName() + " ends in " + word)));
            }
        };
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent()) {
                    events.add(violated(type, type.getPackageName() + " has no @NullMarked package-info"));
                }
            }
        };
    }
}
