package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.Head;
import dev.bastide.bastion.recording.RecordingBroken;
import dev.bastide.bastion.recording.RecordingEvent;
import dev.bastide.bastion.recording.RecordingReader;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Reads recordings, and says whether they are still what the database saw being written. */
@Service
public class RecordingFiles {
    private final Recorder recorder;
    private final Vault vault;
    private final KnownHeads heads;

    RecordingFiles(Recorder recorder, Vault vault, KnownHeads heads) {
        this.recorder = recorder;
        this.vault = vault;
        this.heads = heads;
    }

    static String context(UUID session) {
        return "bastion.recording:" + session;
    }

    /** Hands every event to {@code sink}; the verdict takes the heads that the database knows into account. */
    public Verdict read(UUID session, String file, Consumer<RecordingEvent> sink) {
        Expected expected = new Expected(heads.of(session));
        Verdict verdict;
        try {
            verdict = new RecordingReader(path(file), header -> {
                        if (!header.recording().equals(session)) {
                            throw new RecordingBroken("the file holds another recording");
                        }
                        return vault.unwrap(header.wrappedKey(), context(session))
                                .key();
                    })
                    .read(sink, expected);
        } catch (IOException | RecordingBroken e) {
            return new Verdict.Broken(new Head(0, 0, new byte[32]), "it cannot be read: " + e.getMessage());
        }
        String missed = expected.missed();
        return missed == null ? verdict : new Verdict.Broken(verdict.head(), missed);
    }

    /** Where the file lies. */
    public Path path(String file) {
        return recorder.folder().resolve(file);
    }

    /** Compares the heads on the way with those that the database keeps. */
    private static final class Expected implements Consumer<Head> {
        private final List<Head> known;
        private int next;
        private @Nullable String differs;

        Expected(List<Head> known) {
            this.known = known;
        }

        @Override
        public void accept(Head head) {
            while (next < known.size() && known.get(next).chunks() <= head.chunks()) {
                Head expected = known.get(next);
                if (differs == null
                        && expected.chunks() == head.chunks()
                        && !expected.hex().equals(head.hex())) {
                    differs = "chunk " + (head.chunks() - 1) + " is not the one that was written then";
                }
                next++;
            }
        }

        @Nullable
        String missed() {
            if (differs != null) {
                return differs;
            }
            return next < known.size()
                    ? "it was cut: " + known.getLast().chunks() + " chunks were once safe on the disk"
                    : null;
        }
    }
}
