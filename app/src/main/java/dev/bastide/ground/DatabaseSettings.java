package dev.bastide.ground;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.bastide.ground.postgres.PostgresServer;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database of this installation: ours in the home folder, or the one that {@code BASTIDE_DATABASE_URL} names. The
 * pool of the running program signs in as {@code bastide_app}; only migrations sign in as the owner.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseSettings {
    private static final int CONNECTIONS = 24;
    private static final long PATIENCE_MILLIS = 5_000;

    @Bean
    Home home(@Value("${bastide.home}") Path path) {
        return Home.open(path);
    }

    /** Started only when no address is given. It has no destroy method on purpose: the parent-death signal ends it. */
    @Bean(destroyMethod = "")
    @Lazy
    PostgresServer postgresServer(Home home) {
        return EmbeddedDatabase.start(home.folder());
    }

    @Bean
    DatabaseAddress databaseAddress(
            Home home,
            ObjectProvider<PostgresServer> embedded,
            @Value("${bastide.database.url:}") String url,
            @Value("${bastide.database.app-password:}") String appPassword) {
        return url.isBlank()
                ? EmbeddedDatabase.address(home.folder(), embedded.getObject())
                : ExternalDatabase.of(url, appPassword);
    }

    @Bean
    @Primary
    HikariDataSource dataSource(DatabaseAddress address) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("bastide");
        pool.setJdbcUrl(address.url());
        pool.setUsername(address.app().user());
        pool.setPassword(address.app().password());
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(2);
        pool.setConnectionTimeout(PATIENCE_MILLIS);
        pool.setInitializationFailTimeout(-1);
        // Said on every connection, so that no setting of the role or the database puts other operators, functions or
        // temporary tables before PostgreSQL's. Every table of ours is named with its schema.
        pool.setConnectionInitSql("set search_path to pg_catalog, pg_temp");
        pool.addDataSourceProperty("ApplicationName", "bastide");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("socketTimeout", "120");
        return new HikariDataSource(pool);
    }

    @Bean(defaultCandidate = false)
    @FlywayDataSource
    DataSource ownerDataSource(DatabaseAddress address) {
        return new DriverManagerDataSource(
                address.url(), address.owner().user(), address.owner().password());
    }

    /** A program that is older than its database does not start: it would not know what the newer rules forbid. */
    @Bean
    FlywayConfigurationCustomizer olderProgramRefused() {
        return configuration -> configuration.ignoreMigrationPatterns("");
    }
}
