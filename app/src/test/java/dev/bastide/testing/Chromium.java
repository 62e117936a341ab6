package dev.bastide.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real Chromium with a profile of its own. Where none is installed the test is skipped, and says so. Whatever the
 * browser complains of (a script error, a policy violation, a missing file) is kept and asked for with
 * {@link #complaints}.
 */
public final class Chromium implements AutoCloseable {
    /** Pictures are for people to look at: {@code ./test} alone takes none, {@code ./test --long} and a single test do. */
    private static final boolean PICTURES = !"none".equals(System.getProperty("pictures"));

    private static final List<String> PROGRAMS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser");
    private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int WIDE_PIXELS = 1280;
    private static final int PHONE_PIXELS = 390;

    private final ChromeDriver driver;
    private final ChromeDriverService service;
    private final Path profile;
    private final List<LogEntry> complaints = new java.util.ArrayList<>();

    private Chromium(ChromeDriver driver, ChromeDriverService service, Path profile) {
        this.driver = driver;
        this.service = service;
        this.profile = profile;
    }

    /** Starts a browser, or skips the test loudly when there is none on this machine. */
    public static Chromium start() {
        String program = installed(PROGRAMS);
        String driverProgram = installed(DRIVERS);
        if (program.isEmpty() || driverProgram.isEmpty()) {
            System.err.println("SKIPPED: no Chromium here. Install Debian's chromium and chromium-driver.");
        }
        Assumptions.assumeTrue(
                !program.isEmpty() && !driverProgram.isEmpty(), "Debian's chromium and chromium-driver are missing");
        try {
            Path profile = Files.createTempDirectory("bastide-browser-");
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(new File(driverProgram))
                    .usingAnyFreePort()
                    .withSilent(true)
                    .build();
            Chromium browser = new Chromium(new ChromeDriver(service, options(program, profile)), service, profile);
            browser.size(WIDE_PIXELS);
            return browser;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes to an address and waits until it is loaded. */
    public void go(String address) {
        driver.get(address);
        keepComplaints();
    }

    /** Signs in at the door with password and second factor. */
    public void signIn(String address, String login, String password, String code) {
        go(address + "/sign-in");
        fill("login", login);
        fill("password", password);
        fill("code", code);
        see("main form button[type=submit]").click();
        see("aside.bar");
        keepComplaints();
    }

    /** The element of a CSS selector, as soon as it is there and shown. */
    public WebElement see(String selector) {
        return shown(By.cssSelector(selector), selector);
    }

    /** Waits until the page's text holds these words. */
    public void read(String words) {
        new WebDriverWait(driver, PATIENCE, LOOK)
                .withMessage(() -> "never read: " + words + "\non " + driver.getCurrentUrl() + "\n" + text())
                .until(found -> text().contains(words));
    }

    /** Clicks the button or link of these words. */
    public void press(String words) {
        By any = By.xpath("//button[normalize-space()=\"" + words + "\"] | //a[normalize-space()=\"" + words + "\"]"
                + " | //summary[normalize-space()=\"" + words + "\"]");
        shown(any, words).click();
        keepComplaints();
    }

    /** Puts a text into the field of this name, in place of what is there. */
    public void fill(String field, String text) {
        WebElement input = see("[name=\"" + field + "\"]:not([type=hidden])");
        input.clear();
        input.sendKeys(text);
    }

    /** All the words one can see. */
    public String text() {
        return String.valueOf(driver.executeScript("return document.body ? document.body.innerText : ''"));
    }

    /** The path and query the browser is at. */
    public String path() {
        String address = String.valueOf(driver.getCurrentUrl());
        return address.replaceFirst("^https?://[^/]+", "");
    }

    /** What else Selenium can do. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Pictures of the page as it is now: 1280 and 390 pixels wide, light and dark. */
    public void picture(String name) {
        if (!PICTURES) {
            return;
        }
        String theme = (String) driver.executeScript("return document.documentElement.dataset.bsTheme");
        shades(name + "-wide", WIDE_PIXELS);
        shades(name + "-phone", PHONE_PIXELS);
        driver.executeScript("document.documentElement.setAttribute('data-bs-theme', arguments[0])", theme);
        size(WIDE_PIXELS);
    }

    private void shades(String name, int width) {
        size(width);
        for (String shade : List.of("light", "dark")) {
            driver.executeScript("document.documentElement.setAttribute('data-bs-theme', arguments[0])", shade);
            shoot(name + "-" + shade + ".png");
        }
    }

    /** Whether something sticks out to the right, so that the page would have to be pushed sideways. */
    public boolean overflows(int width) {
        size(width);
        Object overflows = driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth");
        size(WIDE_PIXELS);
        return Boolean.TRUE.equals(overflows);
    }

    /**
     * What the browser complained of since the start, but for the status of a page itself where these are expected:
     * a refusal is a 403 and that is right.
     */
    public List<String> complaints(int... expected) {
        keepComplaints();
        List<String> allowed = java.util.Arrays.stream(expected)
                .mapToObj(status -> "status of " + status)
                .toList();
        return complaints.stream()
                .map(LogEntry::getMessage)
                .filter(message -> allowed.stream().noneMatch(message::contains))
                .toList();
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            service.stop();
            delete(profile);
        }
    }

    private WebElement shown(By what, String words) {
        List<WebElement> seen = new java.util.ArrayList<>();
        new WebDriverWait(driver, PATIENCE, LOOK)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> "not to be seen: " + words + "\non " + driver.getCurrentUrl() + "\n" + text())
                .until(found -> found.findElements(what).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .map(seen::add)
                        .orElse(false));
        return seen.getLast();
    }

    private void keepComplaints() {
        StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .forEach(complaints::add);
    }

    private void size(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    private void shoot(String file) {
        Number height = (Number) driver.executeScript("return document.documentElement.scrollHeight");
        Number width = (Number) driver.executeScript("return document.documentElement.clientWidth");
        Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
        Map<String, Object> shot = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(file), Base64.getDecoder().decode((String) shot.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChromeOptions options(String program, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program);
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors",
                "--lang=en",
                "--window-size=1280,900",
                "--user-data-dir=" + profile);
        return options;
    }

    private static String installed(List<String> programs) {
        return programs.stream()
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst()
                .orElse("");
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
