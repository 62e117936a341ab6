package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One file in recog's format (BSD-2-Clause, brought by the user): fingerprints with patterns, the facts that follow, and
 * examples. Its patterns are Ruby's: {@code ^} and {@code $} stand at every line.
 *
 * @param kind what sort of text its patterns read, or the protocol where it does not say
 * @param fingerprints in the order of the file; the first that matches speaks
 */
public record RecogFile(String kind, List<Fingerprint> fingerprints) {
    private static final int FINGERPRINTS_MAX = 20_000;
    private static final int DEPTH_TEXT_MAX = 100_000;

    public RecogFile {
        fingerprints = List.copyOf(fingerprints);
    }

    /** A rule, and texts that it must match. */
    public record Fingerprint(Rule rule, String description, List<Example> examples) {
        public Fingerprint {
            examples = List.copyOf(examples);
        }
    }

    /** A text of the file's own, with what must be read out of it. */
    public record Example(String text, Map<String, String> facts, boolean base64, String file) {
        public Example {
            facts = Map.copyOf(facts);
        }
    }

    /** Reads one. Throws {@link IOException} with the line where it cannot be understood; nothing of it is taken then. */
    public static RecogFile read(InputStream in) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = null;
        try {
            xml = factory.createXMLStreamReader(in);
            return read(xml);
        } catch (XMLStreamException | PatternSyntaxException | NumberFormatException e) {
            int line = xml == null ? 0 : xml.getLocation().getLineNumber();
            throw new IOException("line " + line + ": " + e.getMessage(), e);
        }
    }

    private static RecogFile read(XMLStreamReader xml) throws XMLStreamException, IOException {
        String kind = "";
        List<Fingerprint> all = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (xml.getLocalName().equals("fingerprints")) {
                String matches = value(xml, "matches");
                kind = matches.isEmpty() ? value(xml, "protocol") : matches;
            } else if (xml.getLocalName().equals("fingerprint")) {
                all.add(fingerprint(xml, kind));
                if (all.size() > FINGERPRINTS_MAX) {
                    throw new IOException("more than " + FINGERPRINTS_MAX + " fingerprints");
                }
            }
        }
        if (kind.isEmpty()) {
            throw new IOException("no list of fingerprints");
        }
        return new RecogFile(kind, all);
    }

    private static Fingerprint fingerprint(XMLStreamReader xml, String kind) throws XMLStreamException, IOException {
        Pattern pattern = Pattern.compile(value(xml, "pattern"), flags(value(xml, "flags")));
        List<Rule.Param> params = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        String description = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("fingerprint")) {
                break;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "description" -> description = text(xml);
                case "example" -> examples.add(example(xml));
                case "param" ->
                    params.add(new Rule.Param(
                            Integer.parseInt(value(xml, "pos")), value(xml, "name"), value(xml, "value")));
                default -> throw new IOException("an element that is none of recog's: " + xml.getLocalName());
            }
        }
        return new Fingerprint(new Rule(kind, pattern, params), description.strip(), examples);
    }

    private static Example example(XMLStreamReader xml) throws XMLStreamException, IOException {
        Map<String, String> facts = new TreeMap<>();
        boolean base64 = false;
        String file = "";
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String name = xml.getAttributeLocalName(i);
            switch (name) {
                case "_encoding" -> base64 = xml.getAttributeValue(i).equals("base64");
                case "_filename" -> file = xml.getAttributeValue(i);
                default -> facts.put(name, xml.getAttributeValue(i));
            }
        }
        return new Example(text(xml), facts, base64, file);
    }

    private static String text(XMLStreamReader xml) throws XMLStreamException, IOException {
        String text = xml.getElementText();
        if (text.length() > DEPTH_TEXT_MAX) {
            throw new IOException("a text of more than " + DEPTH_TEXT_MAX + " characters");
        }
        return text;
    }

    private static int flags(String said) {
        int flags = Pattern.MULTILINE;
        for (String flag : said.split(",", -1)) {
            flags |= switch (flag.strip()) {
                case "REG_ICASE", "IGNORECASE" -> Pattern.CASE_INSENSITIVE;
                case "REG_DOT_NEWLINE", "REG_MULTILINE", "MULTILINE" -> Pattern.DOTALL;
                default -> 0;
            };
        }
        return flags;
    }

    private static String value(XMLStreamReader xml, String name) {
        @Nullable String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
