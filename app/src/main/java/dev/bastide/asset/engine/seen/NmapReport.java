package dev.bastide.asset.engine.seen;

import dev.bastide.asset.engine.InventoryUnreadable;
import dev.bastide.asset.engine.seen.SeenThing.Named;
import java.io.StringReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** What {@code nmap -oX} wrote: hosts that are up, with addresses, names, MAC and what the ssh-hostkey script read. */
final class NmapReport {
    private final XMLStreamReader xml;
    private final List<SeenThing> things = new ArrayList<>();
    private boolean complete;

    private boolean up;
    private String name = "";
    private List<Named> keys = new ArrayList<>();
    private @Nullable Instant at;
    private boolean hostKeys;

    private NmapReport(XMLStreamReader xml) {
        this.xml = xml;
    }

    static SeenFile read(String text) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        int line = 1;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text.strip()));
            try {
                NmapReport report = new NmapReport(reader);
                report.run();
                return new SeenFile("nmap", report.complete, report.things);
            } finally {
                line = Math.max(1, reader.getLocation().getLineNumber());
                reader.close();
            }
        } catch (XMLStreamException | MissingResourceException e) {
            throw new InventoryUnreadable("asset.take.bad.xml", line, "nmap");
        }
    }

    private void run() throws XMLStreamException {
        boolean root = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (!root && !xml.getLocalName().equals("nmaprun")) {
                    throw new InventoryUnreadable("asset.take.bad.root", 1, xml.getLocalName());
                }
                root = true;
                begin();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                end();
            }
        }
    }

    private void begin() throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "host" -> fresh();
            case "status" -> up = "up".equals(value("state"));
            case "address" -> address();
            case "hostname" -> name = name.isEmpty() ? value("name") : name;
            case "script" -> hostKeys = value("id").equals("ssh-hostkey");
            case "elem" -> {
                if (hostKeys && value("key").equals("key")) {
                    hostKey(xml.getElementText());
                }
            }
            case "finished" -> complete = !value("exit").equals("error");
            default -> {
                // Ports and services are read by the scans of this program.
            }
        }
    }

    private void end() {
        switch (xml.getLocalName()) {
            case "script" -> hostKeys = false;
            case "host" -> {
                if (up && !keys.isEmpty()) {
                    things.add(SeenThing.machine(things.size() + 1, name, keys, at));
                }
            }
            default -> {
                // Nothing else ends a host.
            }
        }
    }

    private void fresh() {
        up = false;
        name = "";
        keys = new ArrayList<>();
        at = null;
        String seconds = value("endtime").isEmpty() ? value("starttime") : value("endtime");
        if (seconds.matches("\\d{1,11}")) {
            at = Instant.ofEpochSecond(Long.parseLong(seconds));
        }
    }

    private void address() {
        String kind = value("addrtype").equals("mac") ? "mac" : "address";
        keys.add(new Named(kind, value("addr")));
    }

    private void hostKey(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            keys.add(new Named(
                    "ssh_key", "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash)));
        } catch (IllegalArgumentException e) {
            // A key that is cut is none.
            keys.add(new Named("ssh_key", ""));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String value(String attribute) {
        @Nullable String value = xml.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }
}
