package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.identity.People;
import dev.bastide.identity.SecondFactor;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestClock;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Protocol;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Transport;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * A person with a passkey, in a real browser with the authenticator that the browser offers to tests: enrols it, signs in
 * with it behind a password and alone, approves with it, and is told where it does not work.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=passkey")
class PasskeyJourneyTest {
    private final int port;
    private final String address;
    private final Setup setup;
    private final People people;
    private final TestClock clock;

    @Autowired
    PasskeyJourneyTest(@LocalServerPort int port, Setup setup, People people, TestClock clock) {
        this.people = people;
        this.port = port;
        this.address = "http://localhost:" + port;
        this.setup = setup;
        this.clock = clock;
    }

    @Test
    void enrolsSignsInAndApproves() throws Exception {
        if (people.active().isEmpty()) {
            setup.apply(Company.setupFile(""));
        }
        String approval = ask();
        try (Chromium browser = Chromium.start()) {
            browser.go(address + "/sign-in");
            browser.picture("passkey-sign-in");
            VirtualAuthenticator authenticator = browser.driver()
                    .addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                            .setProtocol(Protocol.CTAP2)
                            .setTransport(Transport.INTERNAL)
                            .setHasResidentKey(true)
                            .setHasUserVerification(true)
                            .setIsUserVerified(true));
            browser.signIn(address, "ben", Company.password(), Company.code("ben", clock));

            enrol(browser, "Laptop");
            assertThat(authenticator.getCredentials())
                    .singleElement()
                    .satisfies(credential ->
                            assertThat(credential.isResidentCredential()).isTrue());
            signOut(browser);
            signInWithPasswordAndPasskey(browser);
            signOut(browser);
            signInWithPasskeyAlone(browser);
            confirmAndApprove(browser, approval);
            addTheSameAgain(browser);
            whereItDoesNotWork(browser);

            assertThat(browser.complaints(403)).isEmpty();
        }
    }

    /** Somebody who never verified himself to the authenticator does not come in. */
    @Test
    void unverifiedUserIsNotAsked() {
        try (Chromium browser = Chromium.start()) {
            browser.go(address + "/sign-in");
            browser.driver()
                    .addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                            .setProtocol(Protocol.CTAP2)
                            .setTransport(Transport.INTERNAL)
                            .setHasResidentKey(true)
                            .setHasUserVerification(true)
                            .setIsUserVerified(false));
            browser.press("Sign in with a passkey");
            browser.read("No passkey was shown");
            browser.picture("passkey-none");
        }
    }

    private void enrol(Chromium browser, String name) {
        browser.go(address + "/me/factors/new");
        browser.picture("passkey-enrol");
        browser.fill("name", name);
        browser.press("Add passkey");
        browser.read("Recovery codes");
        browser.press("I have kept them");
        browser.go(address + "/me/factors");
        browser.read("Passkey · " + name);
        browser.picture("passkey-factors");
    }

    private void signOut(Chromium browser) {
        browser.see("details.me summary").click();
        browser.press("Sign out");
        browser.read("Sign in with a passkey");
    }

    private void signInWithPasswordAndPasskey(Chromium browser) {
        browser.fill("login", "ben");
        browser.fill("password", Company.password());
        browser.press("Sign in with a passkey");
        browser.see("aside.bar");
    }

    private void signInWithPasskeyAlone(Chromium browser) {
        browser.press("Sign in with a passkey");
        browser.see("aside.bar");
    }

    private void confirmAndApprove(Chromium browser, String approval) {
        clock.advance(SecondFactor.FRESH.plusSeconds(1));
        browser.go(address + "/approvals/" + approval);
        browser.fill("evaluation", "nora works on the shop; the role is right");
        browser.picture("passkey-approve-before");
        clock.advance(SecondFactor.FRESH.plusSeconds(1));
        browser.press("Use a passkey");
        browser.read("Confirmed by passkey");
        browser.picture("passkey-approve");
        browser.press("Approve");
        browser.read("Your approval is written down.");
    }

    private void addTheSameAgain(Chromium browser) {
        browser.go(address + "/people");
        browser.press("Nora Berg");
        browser.picture("passkey-person");
        browser.go(address + "/me/factors/new");
        browser.fill("name", "Laptop again");
        browser.press("Add passkey");
        browser.read("has a passkey of yours");
    }

    private void whereItDoesNotWork(Chromium browser) {
        browser.go("http://127.0.0.1:" + port + "/sign-in");
        browser.press("Sign in with a passkey");
        browser.read("Passkeys work at " + address + " only");
        browser.picture("passkey-elsewhere");
    }

    private String ask() throws Exception {
        Browser nora = new Browser(port);
        assertThat(nora.post(
                                "/sign-in",
                                "login",
                                "nora",
                                "password",
                                Company.password(),
                                "code",
                                Company.code("nora", clock))
                        .status())
                .isEqualTo(302);
        String answer = nora.json(
                        "POST",
                        "/api/v1/grants/requests",
                        "{\"role\":\"operator\",\"node\":\"/shop/web\",\"days\":30,\"reason\":\"operate the web shop\"}")
                .body();
        return answer.replaceFirst(".*\"approval\":\"([0-9a-f-]+)\".*", "$1");
    }
}
