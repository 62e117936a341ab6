package dev.bastide.asset.scan.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.channels.NetworkChannel;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** Only {@link ProbeGate} opens sockets in the scanner: no other class of it can reach what was not signed. */
class OneGateTest {
    private static final DescribedPredicate<JavaClass> SOCKETS = assignableTo(Socket.class)
            .or(assignableTo(DatagramSocket.class))
            .or(assignableTo(ServerSocket.class))
            .or(assignableTo(NetworkChannel.class))
            .or(assignableTo(SocketFactory.class))
            .or(assignableTo(HttpClient.class))
            .or(assignableTo(URL.class))
            .or(assignableTo(ProcessBuilder.class))
            .as("sockets");

    private static final DescribedPredicate<JavaCall<?>> TO_A_SOCKET = new DescribedPredicate<>("to a socket") {
        @Override
        public boolean test(JavaCall<?> call) {
            AccessTarget target = call.getTarget();
            return owner(SOCKETS).test((HasOwner<JavaClass>) target)
                    || (target.getOwner().isEquivalentTo(java.net.InetAddress.class)
                            && (target.getName().equals("isReachable")
                                    || target.getName().equals("getByName")
                                    || target.getName().equals("getAllByName")));
        }
    };

    private static ArchRule rule(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .and(DescribedPredicate.not(DescribedPredicate.describe(
                        "the gate", (JavaClass one) -> one.getName().startsWith(ProbeGate.class.getName()))))
                .should()
                .callCodeUnitWhere(TO_A_SOCKET);
    }

    @Test
    void onlyTheGateOpensSockets() {
        rule("dev.bastide.asset.scan..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.bastide.asset.scan"));
    }

    @Test
    void anotherClassThatDidWouldBeFound() {
        assertThatThrownBy(() -> rule("dev.bastide.asset.scan..")
                        .check(new ClassFileImporter().importClasses(ListeningLab.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ServerSocket");
    }
}
