package dev.bastide;

import dev.bastide.bastion.door.Bastion;
import dev.bastide.identity.Founding;
import dev.bastide.portal.Setup;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Company;
import dev.bastide.testing.DoorClient;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/**
 * The small company with one real host in its lab, and what its people do again and again on their walks: sign in,
 * decide, log in. Each has a browser and a terminal of his own.
 */
final class Walk implements AutoCloseable {
    final String address;
    final RealSshd sshd;
    final Path folder;

    private final TestClock clock;
    private final Bastion bastion;

    Walk(int port, TestClock clock, Bastion bastion, Setup setup, Path folder) throws Exception {
        this.address = "http://127.0.0.1:" + port;
        this.clock = clock;
        this.bastion = bastion;
        this.folder = folder;
        DoorClient.keyPair(folder, "door");
        this.sshd = RealSshd.start(folder.resolve("sshd"), List.of(publicKey("door")), List.of());
        setup.apply(Company.setupFile(lab()));
    }

    @Override
    public void close() {
        sshd.close();
    }

    private String lab() throws IOException {
        String key = Files.readString(folder.resolve("door")).strip().indent(10);
        return """
                hosts:
                  - name: lab-01
                    node: /lab
                    address: 127.0.0.1
                    port: %d
                    host-keys: ["%s"]
                    accounts:
                      - name: %s
                        private-key: |
                %sspecifications:
                  - id: restart-web
                    name: Restart the web server
                    steps: [echo restart, echo active]
                    rollback: [echo rollback]
                """.formatted(sshd.port(), sshd.hostKey(), sshd.account(), key);
    }

    /** A code that this person has not shown; moves the clock on if it must. */
    String code(String login) {
        return Company.code(login, clock);
    }

    Chromium browser(String login) {
        Chromium browser = Chromium.start();
        signIn(browser, login);
        return browser;
    }

    void signIn(Chromium browser, String login) {
        browser.signIn(address, login, Company.password(), code(login));
    }

    /** Two others put their names to what was set up alone. */
    void ratify(Founding founding, Chromium... browsers) {
        founding.settle();
        for (Chromium browser : browsers) {
            browser.go(address + "/founding");
            browser.fill("evaluation", "Right people, right node, right host.");
            browser.press("Ratify this list");
            browser.read("You have ratified the list.");
        }
    }

    /** Makes a key pair and gives its public part to the console. */
    void bringKey(Chromium browser, String login) throws Exception {
        DoorClient.keyPair(folder, login);
        browser.go(address + "/me/keys");
        browser.fill("key", publicKey(login));
        browser.press("Add key");
        browser.read("SHA256:");
    }

    /** Fills in the request for the specified operation on a host; the caller sends it. */
    void fillRequest(Chromium browser, String host, String reason) {
        browser.fill("hosts", host);
        browser.fill("account", sshd.account());
        browser.fill("reason", reason);
        browser.fill("window", "1h");
    }

    /** Reads the decision of an operation and says yes. */
    void approve(Chromium browser, String login, String operation) {
        decide(browser, operation);
        browser.fill("evaluation", "Read both steps; nothing is lost by them.");
        fillCode(browser, code(login));
        browser.press("Approve");
        browser.read("Your approval is written down.");
    }

    void decide(Chromium browser, String operation) {
        browser.go(address + "/operations/" + operation);
        browser.press("Open the decision");
        browser.read("Exact content");
    }

    /** The code is asked for unless this browser's last one is fresh. */
    static void fillCode(Chromium browser, String code) {
        if (!browser.driver().findElements(By.name("code")).isEmpty()) {
            browser.fill("code", code);
        }
    }

    /** Chooses the option whose words begin so. */
    static void choose(Chromium browser, String field, String words) {
        Select select = new Select(browser.see("[name=" + field + "]"));
        String text = select.getOptions().stream()
                .map(WebElement::getText)
                .map(String::strip)
                .filter(option -> option.startsWith(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(field + " does not offer " + words));
        select.selectByVisibleText(text);
    }

    /** Presses something that may lie in the menu of the page's head. */
    static void pressInMenu(Chromium browser, String words) {
        browser.see(".head-actions details.menu > summary").click();
        browser.press(words);
    }

    /** {@code ssh OPTIONS login%host@bastion WORDS}, with the code of this person's authenticator. */
    Program ssh(String login, String host, List<String> options, String... words) throws IOException {
        return new DoorClient(folder, bastion.port().orElseThrow(), bastion.publicKeys())
                .ssh(folder.resolve(login), login + "%" + host, code(login), options, words);
    }

    /** What the owner of the host does there: the bastion's line goes into {@code authorized_keys}. */
    void authorize(String line) throws IOException {
        Files.writeString(
                folder.resolve("sshd").resolve("authorized_keys"), line.strip() + "\n", StandardOpenOption.APPEND);
    }

    private String publicKey(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".pub")).strip();
    }
}
