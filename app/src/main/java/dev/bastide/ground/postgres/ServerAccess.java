package dev.bastide.ground.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The superuser's connection to one server, and the roles and databases that only he makes. */
public final class ServerAccess {
    private final String url;
    private final Passwords passwords;

    ServerAccess(String url, Passwords passwords) {
        this.url = url;
        this.passwords = passwords;
    }

    /** The superuser's way into a server that runs on this port of the loopback address. */
    public static ServerAccess onPort(int port, Passwords passwords) {
        return new ServerAccess("jdbc:postgresql://127.0.0.1:" + port + "/postgres", passwords);
    }

    /** A connection of the superuser to the maintenance database. The caller closes it. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", passwords.superuser());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("sslmode", "disable");
        return DriverManager.getConnection(url, properties);
    }

    /** Runs one statement as superuser. */
    public void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
        }
    }

    /** Whether the server takes a connection now. */
    public boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Makes the two roles of the program: {@code bastide} owns the schemas and migrates them, {@code bastide_app} is
     * what the running program uses. The second cannot alter a table, nor touch what a migration took away from it.
     */
    public void makeRoles() {
        makeRole("bastide", passwords.owner());
        makeRole("bastide_app", passwords.app());
    }

    /** Makes the database for the owner unless it is there. */
    public void makeDatabase(String name) {
        if (!exists("select 1 from pg_database where datname = '" + name + "'")) {
            run("create database " + name + " owner bastide");
            run("revoke all on database " + name + " from public");
            run("grant connect on database " + name + " to bastide_app");
        }
    }

    private void makeRole(String name, String password) {
        String verb = exists("select 1 from pg_roles where rolname = '" + name + "'") ? "alter" : "create";
        run(verb + " role " + name + " login nosuperuser nocreatedb nocreaterole password '" + password + "'");
    }

    private boolean exists(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused: " + e.getMessage(), e);
        }
    }
}
