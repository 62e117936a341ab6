package dev.bastide.asset.engine.seen;

import dev.bastide.asset.engine.seen.SeenThing.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Leases that DHCP servers gave: {@code dhcpd.leases} of ISC and the lease file of dnsmasq. */
final class Leases {
    private static final Pattern ISC_BEGIN = Pattern.compile("(?m)^lease\\s+(\\S+)\\s*\\{");
    private static final Pattern HARDWARE = Pattern.compile("hardware\\s+ethernet\\s+([0-9a-fA-F:]+)\\s*;");
    private static final Pattern STATE = Pattern.compile("(?m)^\\s*binding\\s+state\\s+(\\w+)\\s*;");
    private static final Pattern NAME = Pattern.compile("client-hostname\\s+\"([^\"\\\\]{1,253})\"");
    private static final Pattern DNSMASQ = Pattern.compile("(?m)^(\\d+) (\\S+) (\\S+) (\\S+)(?: \\S+)?\\s*$");

    private Leases() {}

    static boolean isIsc(String text) {
        return ISC_BEGIN.matcher(text).find();
    }

    static boolean isDnsmasq(String text) {
        String first = text.lines().findFirst().orElse("");
        return DNSMASQ.matcher(first).matches() || first.startsWith("duid ");
    }

    /** The file is a log: of one address the last entry counts, and only while the lease is active. */
    static SeenFile isc(String text) {
        Map<String, SeenThing> last = new LinkedHashMap<>();
        Matcher begin = ISC_BEGIN.matcher(text);
        int number = 0;
        while (begin.find()) {
            number++;
            int close = text.indexOf("\n}", begin.end());
            String body = text.substring(begin.end(), close < 0 ? text.length() : close);
            String address = begin.group(1);
            Matcher state = STATE.matcher(body);
            Matcher hardware = HARDWARE.matcher(body);
            boolean active = state.find() && state.group(1).equals("active");
            if (!active || !hardware.find()) {
                last.remove(address);
                continue;
            }
            Matcher name = NAME.matcher(body);
            last.put(
                    address,
                    SeenThing.machine(
                            number,
                            name.find() ? name.group(1) : "",
                            List.of(new Named("mac", hardware.group(1)), new Named("address", address)),
                            null));
        }
        return new SeenFile("dhcpd", false, new ArrayList<>(last.values()));
    }

    static SeenFile dnsmasq(String text) {
        List<SeenThing> things = new ArrayList<>();
        int line = 0;
        for (String one : text.lines().toList()) {
            line++;
            Matcher lease = DNSMASQ.matcher(one);
            if (lease.matches()) {
                String name = lease.group(4).equals("*") ? "" : lease.group(4);
                things.add(SeenThing.machine(
                        line,
                        name,
                        List.of(new Named("mac", lease.group(2)), new Named("address", lease.group(3))),
                        null));
            }
        }
        return new SeenFile("dnsmasq", false, things);
    }
}
