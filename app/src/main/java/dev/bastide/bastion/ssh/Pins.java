package dev.bastide.bastion.ssh;

import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that a host may show on one connection, and whether it showed another. */
final class Pins {
    static final AttributeRepository.AttributeKey<Pins> KEY = new AttributeRepository.AttributeKey<>();

    private static final Logger LOG = LoggerFactory.getLogger(Pins.class);

    private final List<PublicKey> keys;
    private volatile boolean mismatched;

    Pins(List<PublicKey> keys) {
        this.keys = keys;
    }

    static Pins of(Session session) {
        Pins pins = ((ClientSession) session).getConnectionContext().getAttribute(KEY);
        return pins == null ? new Pins(List.of()) : pins;
    }

    List<PublicKey> keys() {
        return keys;
    }

    boolean accepts(PublicKey shown) {
        boolean pinned = keys.stream().anyMatch(key -> KeyUtils.compareKeys(key, shown));
        if (!pinned) {
            mismatched = true;
            LOG.warn("A host showed the key {}, which is not pinned for it", KeyUtils.getFingerPrint(shown));
        }
        return pinned;
    }

    boolean mismatched() {
        return mismatched;
    }
}
