package dev.bastide.notification;

/**
 * How mail goes out.
 *
 * @param host the mail server
 * @param port its port
 * @param transport how the way there is protected
 * @param username who we are there; empty when it asks nobody
 * @param password sealed by the vault where it is stored; empty when there is none
 * @param sender the address mail comes from, and reports go back to
 * @param consoleUrl where links in mails lead, without a slash at the end
 * @param trustedCertificate PEM of the authority to trust instead of the system's; empty for the system's
 * @param reportHost IMAP server whose inbox receives delivery reports; empty when nobody reads them
 * @param reportPort its port
 */
record MailSetting(
        String host,
        int port,
        Transport transport,
        String username,
        String password,
        String sender,
        String consoleUrl,
        String trustedCertificate,
        String reportHost,
        int reportPort) {

    /** How the way to the server is protected. */
    enum Transport {
        STARTTLS,
        TLS,
        /** Nothing at all: for a relay on this very machine, and never with a password. */
        PLAIN
    }

    @Override
    public String toString() {
        return "MailSetting[" + host + ":" + port + " " + transport + "]";
    }
}
