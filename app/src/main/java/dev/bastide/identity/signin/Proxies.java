package dev.bastide.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Finds out where a request really comes from. What {@code X-Forwarded-For} and {@code X-Forwarded-Proto} say counts only
 * when the peer itself is a proxy named in the settings, and only as far as named proxies vouch for it: read from the
 * right, the first address that is not one of them is the source. Source: CVE-2023-46123.
 */
@Component
class Proxies {
    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private final List<Range> trusted;

    /** @param proxies addresses or networks such as {@code 10.0.0.0/8}, separated by commas; empty for none */
    Proxies(@Value("${bastide.proxies:}") String proxies) {
        List<Range> ranges = new ArrayList<>();
        for (String part : proxies.split(",", -1)) {
            if (!part.isBlank()) {
                ranges.add(Range.of(part.strip()));
            }
        }
        this.trusted = List.copyOf(ranges);
    }

    /** The address the request comes from, always a literal. */
    String addressOf(HttpServletRequest request) {
        String source = plain(request.getRemoteAddr());
        if (!isTrusted(source)) {
            return source;
        }
        List<String> told = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            told.addAll(List.of(header.split(",", -1)));
        }
        for (int i = told.size() - 1; i >= 0 && isTrusted(source); i--) {
            String address = told.get(i).strip();
            if (!isLiteral(address)) {
                return source;
            }
            source = plain(address);
        }
        return source;
    }

    /** Whether the browser speaks TLS: to us, or to a proxy named in the settings. */
    boolean isSecure(HttpServletRequest request) {
        return request.isSecure() || isVouched(request);
    }

    /** Whether a proxy named in the settings says that the browser speaks TLS to it. */
    boolean isVouched(HttpServletRequest request) {
        return isTrusted(plain(request.getRemoteAddr()))
                && "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }

    private boolean isTrusted(String address) {
        return isLiteral(address) && trusted.stream().anyMatch(range -> range.holds(address));
    }

    // Jetty writes IPv6 in brackets.
    private static String plain(String address) {
        return address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
    }

    private static boolean isLiteral(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A network: its first address, and how many bits of it count. */
    private record Range(BigInteger network, int length, int bits) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            byte[] network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? network.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > network.length * Byte.SIZE) {
                throw new IllegalArgumentException("bastide.proxies: not a network: " + text);
            }
            return new Range(new BigInteger(1, network), network.length, bits);
        }

        boolean holds(String address) {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            int rest = length * Byte.SIZE - bits;
            return bytes.length == length
                    && new BigInteger(1, bytes).shiftRight(rest).equals(network.shiftRight(rest));
        }
    }
}
