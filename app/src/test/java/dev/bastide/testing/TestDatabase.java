package dev.bastide.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database of one's own. Close it in {@code @AfterAll}; the next run drops what was left. */
public final class TestDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 10;

    private final String name;
    private final HikariDataSource app;
    private final HikariDataSource owner;

    private TestDatabase(String name) {
        this.name = name;
        this.app = pool("bastide_app", TestServer.running().passwords().app());
        this.owner = pool("bastide", TestServer.running().passwords().owner());
    }

    /** Where the server of all these databases keeps its files, and writes meanwhile. */
    public static Path files() {
        return TestServer.running().folder();
    }

    /** A fresh copy of the migrated, empty database. */
    public static TestDatabase copy() {
        return new TestDatabase(TestServer.running().copy());
    }

    /** An empty database as the release with this last migration made it. */
    public static TestDatabase older(String lastMigration) {
        return new TestDatabase(TestServer.running().older(lastMigration));
    }

    /** A copy of this database as it is now, as a backup would be. Ends what is connected to this one. */
    public TestDatabase twin() {
        app.getHikariPoolMXBean().softEvictConnections();
        owner.getHikariPoolMXBean().softEvictConnections();
        return new TestDatabase(TestServer.running().copy(name));
    }

    /** Signs in as the owner of the database with this {@code bastide.database.url}. */
    public static DataSource ownerOf(String url) {
        URI uri = URI.create(url);
        String[] account = uri.getUserInfo().split(":", 2);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath());
        source.setUser(account[0]);
        source.setPassword(account[1]);
        return source;
    }

    /** Its JDBC address, for a program in a process of its own. */
    public String url() {
        return TestServer.running().url(name);
    }

    /** The password of {@code bastide_app} there. Never to be put among a process's arguments. */
    public String password() {
        return TestServer.running().passwords().app();
    }

    /** Signs in as the running program does: it may do no more than the migrations granted. */
    public JdbcClient sql() {
        return JdbcClient.create(app);
    }

    /** The pool behind {@link #sql()}. */
    public DataSource dataSource() {
        return app;
    }

    /** Signs in as the owner of the schemas, who may alter them: for attempts at the database. */
    public JdbcClient owner() {
        return JdbcClient.create(owner);
    }

    /** The pool behind {@link #owner()}. */
    public DataSource ownerDataSource() {
        return owner;
    }

    /** Transactions on {@link #dataSource()}; {@link #sql()} calls inside take part. */
    public TransactionTemplate transaction() {
        return new TransactionTemplate(new DataSourceTransactionManager(app));
    }

    /** The address as {@code BASTIDE_DATABASE_URL} takes it. */
    String address() {
        String jdbc = TestServer.running().url(name);
        return jdbc.replace(
                "jdbc:postgresql://",
                "postgresql://bastide:" + TestServer.running().passwords().owner() + "@");
    }

    String appPassword() {
        return TestServer.running().passwords().app();
    }

    @Override
    public void close() {
        app.close();
        owner.close();
        TestServer.running().drop(name);
    }

    private HikariDataSource pool(String user, String password) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(TestServer.running().url(name));
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(0);
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }
}
