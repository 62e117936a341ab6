package dev.bastide.bastion;

import java.util.Locale;

/** What ran in a session, as far as the request of its channel tells. */
public enum SessionKind {
    /** An interactive shell. */
    SHELL,
    /** One command line. */
    EXEC,
    SFTP,
    SCP,
    RSYNC,
    GIT,
    /** A subsystem other than sftp. */
    SUBSYSTEM,
    /** A step that Bastide ran itself. */
    RUN;

    /** The word in tables and addresses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it moves files: its content is counted and hashed rather than kept. */
    public boolean isTransfer() {
        return this == SFTP || this == SCP || this == RSYNC || this == GIT;
    }

    /** Reads {@link #word}. */
    public static SessionKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** What an exec line or a subsystem stands for. */
    public static SessionKind ofExec(String command) {
        String program = command.strip().split("\\s", 2)[0];
        String name = program.substring(program.lastIndexOf('/') + 1);
        return switch (name) {
            case "scp" -> SCP;
            case "rsync" -> RSYNC;
            case "git-upload-pack", "git-receive-pack", "git-upload-archive" -> GIT;
            case "sftp-server" -> SFTP;
            default -> EXEC;
        };
    }
}
