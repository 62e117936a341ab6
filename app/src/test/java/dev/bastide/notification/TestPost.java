package dev.bastide.notification;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A real mail server that the running program sends its mail to, one round when the test says so. */
public final class TestPost implements AutoCloseable {
    private final MailServer server = new MailServer(true);
    private final MailRound round;
    private final JdbcClient sql;

    /** Sets the program's mail up. */
    public TestPost(ApplicationContext program) {
        this.round = program.getBean(MailRound.class);
        this.sql = program.getBean(JdbcClient.class);
        MailSettings settings = program.getBean(MailSettings.class);
        new TransactionTemplate(program.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(
                        status -> settings.save(Actor.machine("test", AccessMethod.LOCAL), server.setting()));
    }

    /** Sends what is due. */
    public void go() {
        round.go();
    }

    /** The mails that were taken, oldest first. */
    public List<String> mails() {
        return List.copyOf(server.mails);
    }

    @Override
    public void close() {
        sql.sql("delete from notification.mail_setting").update();
        server.close();
    }
}
