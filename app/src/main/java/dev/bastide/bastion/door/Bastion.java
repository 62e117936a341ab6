package dev.bastide.bastion.door;

import dev.bastide.bastion.session.LiveSessions;
import dev.bastide.bastion.session.SessionDesk;
import dev.bastide.bastion.ssh.DoorSettings;
import dev.bastide.bastion.ssh.Gate;
import dev.bastide.bastion.ssh.SshDoor;
import dev.bastide.bastion.ssh.SshHosts;
import dev.bastide.job.Pulse;
import dev.bastide.page.WordsFor;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/** Opens and closes the SSH door with the program. With the vault locked it stays shut. */
@Service
public class Bastion implements SmartLifecycle {
    /** After the recorder, so that it stops before it. */
    private static final int PHASE = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(Bastion.class);

    private final String address;
    private final int port;
    private final BastionKeys keys;
    private final Gate gate;
    private final Vault vault;
    private final SessionDesk desk;
    private final LiveSessions live;
    private final WordsFor words;
    private final Clock clock;
    private volatile @Nullable SshHosts hosts;
    private volatile @Nullable SshDoor door;
    private volatile @Nullable Pulse heart;
    private volatile String failing = "the door has not been opened";

    Bastion(
            @Value("${bastide.ssh-address:}") String address,
            @Value("${bastide.ssh-port:2222}") int port,
            BastionKeys keys,
            Gate gate,
            Vault vault,
            SessionDesk desk,
            LiveSessions live,
            WordsFor words,
            Clock clock) {
        this.address = address;
        this.port = port;
        this.keys = keys;
        this.gate = gate;
        this.vault = vault;
        this.desk = desk;
        this.live = live;
        this.words = words;
        this.clock = clock;
    }

    /** The port that people connect to; empty while the door is shut. */
    public Optional<Integer> port() {
        SshDoor open = door;
        return open == null ? Optional.empty() : Optional.of(open.port());
    }

    /** The lines by which clients know the bastion. */
    public java.util.List<String> publicKeys() {
        return keys.publicLines();
    }

    /** The connections to hosts; throws while the bastion is shut. */
    public SshHosts hosts() {
        SshHosts open = hosts;
        if (open == null) {
            throw new IllegalStateException("the bastion is shut");
        }
        return open;
    }

    /** Disconnects a person everywhere within a second. */
    public void expel(String person, String text) {
        SshDoor open = door;
        if (open != null) {
            open.expel(person, text);
        }
    }

    /** What is wrong; empty when people can log in. */
    public Optional<String> failing() {
        SshDoor open = door;
        return open != null && open.accepting() ? Optional.empty() : Optional.of(failing);
    }

    @Override
    public void start() {
        if (vault.locked()) {
            failing = "the vault is locked";
            return;
        }
        SshHosts toHosts = SshHosts.start(clock);
        hosts = toHosts;
        try {
            desk.takeOver();
            SshDoor opened = new SshDoor(DoorSettings.onPort(address, port), keys.all(), gate, toHosts, clock);
            opened.start();
            door = opened;
        } catch (IOException e) {
            hosts = null;
            toHosts.close();
            throw new DoorPortTaken(address, port, e);
        }
        heart = Pulse.start("bastion-heart", SessionDesk.BEAT, desk::beat);
    }

    @Override
    public void stop() {
        Pulse beating = heart;
        heart = null;
        if (beating != null) {
            beating.close();
        }
        String text = words.of(Locale.ENGLISH).say("bastion.end.stopping");
        live.all().forEach(session -> session.end("bastion.end.stopping", text));
        SshDoor open = door;
        door = null;
        SshHosts toHosts = hosts;
        hosts = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.warn("The door did not close in order: {}", e.toString());
        }
        if (toHosts != null) {
            toHosts.close();
        }
        desk.settle();
    }

    @Override
    public boolean isRunning() {
        return heart != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
