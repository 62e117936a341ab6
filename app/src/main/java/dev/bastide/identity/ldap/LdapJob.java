package dev.bastide.identity.ldap;

import dev.bastide.job.Jobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Reads the directory again and again; whoever cannot wait makes it due on its page. */
@Component
class LdapJob {
    private static final Duration EVERY = Duration.ofMinutes(5);

    LdapJob(Jobs jobs, LdapRun run) {
        jobs.every(LdapNews.JOB, EVERY, run::run);
    }
}
