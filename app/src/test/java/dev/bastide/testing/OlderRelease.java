package dev.bastide.testing;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Hands a context a database that an older release left behind: it is migrated when the context starts. For a class
 * annotated like {@link BastideTest}, with this initializer in the place of the other.
 */
public abstract class OlderRelease implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private final String lastMigration;

    /** The release whose newest migration this was. */
    protected OlderRelease(String lastMigration) {
        this.lastMigration = lastMigration;
    }

    /** Writes rows as that release wrote them. */
    protected abstract void fill(JdbcClient sql);

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestDatabase database = TestDatabase.older(lastMigration);
        fill(database.sql());
        TestProperties.hand(context, database);
    }
}
