package dev.bastide.notification;

import static dev.bastide.audit.Moments.utc;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the mail settings; the password only sealed. */
@Service
class MailSettings {
    private static final String CONTEXT = "notification.mail-password";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final AuditLog audit;
    private final Clock clock;

    MailSettings(JdbcClient jdbc, Vault vault, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.audit = audit;
        this.clock = clock;
    }

    Optional<MailSetting> current() {
        return jdbc.sql("""
                select host, port, transport, username, password_sealed, sender, console_url, trusted_certificate,
                    report_host, report_port
                from notification.mail_setting
                """).query(this::read).optional();
    }

    @Transactional
    void save(Actor actor, MailSetting setting) {
        byte[] sealed = setting.password().isEmpty()
                ? null
                : vault.seal(setting.password().getBytes(UTF_8), CONTEXT);
        jdbc.sql("""
                insert into notification.mail_setting (
                    host, port, transport, username, password_sealed, sender, console_url, trusted_certificate,
                    report_host, report_port, changed_at)
                values (
                    :host, :port, :transport, :username, :password, :sender, :url, :certificate,
                    :reportHost, :reportPort, :now)
                on conflict (single) do update
                set host = excluded.host,
                    port = excluded.port,
                    transport = excluded.transport,
                    username = excluded.username,
                    password_sealed = excluded.password_sealed,
                    sender = excluded.sender,
                    console_url = excluded.console_url,
                    trusted_certificate = excluded.trusted_certificate,
                    report_host = excluded.report_host,
                    report_port = excluded.report_port,
                    changed_at = excluded.changed_at
                """)
                .param("host", setting.host())
                .param("port", setting.port())
                .param("transport", setting.transport().name().toLowerCase(Locale.ROOT))
                .param("username", setting.username())
                .param("password", sealed)
                .param("sender", setting.sender())
                .param("url", setting.consoleUrl())
                .param("certificate", setting.trustedCertificate())
                .param("reportHost", setting.reportHost())
                .param("reportPort", setting.reportPort())
                .param("now", utc(clock.instant()))
                .update();
        String content = "Mail goes out through " + setting.host() + ":" + setting.port() + " (" + setting.transport()
                + ") from " + setting.sender() + ".";
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.NOTIFICATION, "settings.edit", content, Result.DONE));
    }

    private MailSetting read(ResultSet row, int number) throws SQLException {
        return new MailSetting(
                row.getString("host"),
                row.getInt("port"),
                MailSetting.Transport.valueOf(row.getString("transport").toUpperCase(Locale.ROOT)),
                row.getString("username"),
                password(row.getBytes("password_sealed")),
                row.getString("sender"),
                row.getString("console_url"),
                row.getString("trusted_certificate"),
                row.getString("report_host"),
                row.getInt("report_port"));
    }

    private String password(byte @Nullable [] sealed) {
        return sealed == null ? "" : new String(vault.open(sealed, CONTEXT), UTF_8);
    }
}
