package dev.bastide.page;

import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The database answers. */
@Component
class DatabaseHealth implements HealthPart {
    private final JdbcClient jdbc;

    DatabaseHealth(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Optional<String> failing() {
        try {
            jdbc.sql("select 1").query(Integer.class).single();
            return Optional.empty();
        } catch (DataAccessException unreachable) {
            return Optional.of("the database does not answer");
        }
    }
}
