package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people copy is whole: their login, the host, the bastion's name and port, and the key it proves itself with. */
class SshWayTest {
    private static final SshWay.HostKey KEY =
            new SshWay.HostKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS");

    @Test
    void lineNamesThePortUnlessItIsThatOfSsh() {
        assertThat(new SshWay("bastion.example", 2222, List.of(KEY)).line("anna", "web-01"))
                .isEqualTo("ssh -p 2222 anna%web-01@bastion.example");
        assertThat(new SshWay("bastion.example", 22, List.of(KEY)).line("anna", "deploy@web-01"))
                .isEqualTo("ssh anna%deploy@web-01@bastion.example");
    }

    @Test
    void lineTellsSshWhereAKeyLiesThatItWouldNotFind() {
        SshWay.Keyring annas = login -> login.equals("anna") ? Optional.of("-i /keys/anna") : Optional.empty();
        SshWay way = new SshWay("bastion.example", 2222, List.of(KEY), List.of(annas));

        assertThat(way.line("anna", "web-01")).isEqualTo("ssh -p 2222 -i /keys/anna anna%web-01@bastion.example");
        assertThat(way.line("ben", "web-01")).isEqualTo("ssh -p 2222 ben%web-01@bastion.example");
    }

    @Test
    void knownHostsLineIsAsSshWritesIt() {
        assertThat(new SshWay("bastion.example", 2222, List.of(KEY)).knownHosts())
                .isEqualTo("[bastion.example]:2222 " + KEY.line());
        assertThat(new SshWay("bastion.example", 22, List.of(KEY)).knownHosts())
                .isEqualTo("bastion.example " + KEY.line());
    }

    @Test
    void fingerprintIsWhatSshShows() {
        assertThat(KEY.type()).isEqualTo("ssh-ed25519");
        assertThat(KEY.fingerprint()).isEqualTo("SHA256:qH8baHrA5X0qCBovKCZyM02Q7TFtK4GMqVgOo4TZJAE");
    }
}
