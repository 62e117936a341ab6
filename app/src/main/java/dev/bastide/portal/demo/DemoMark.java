package dev.bastide.portal.demo;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The mark in the database that its people are invented. It goes along with every copy and is never taken away. */
@Repository
class DemoMark {
    private final JdbcClient jdbc;

    DemoMark(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void set(Instant now) {
        jdbc.sql("insert into portal.demonstration (one, since) values (true, ?) on conflict do nothing")
                .param(Timestamp.from(now))
                .update();
    }

    boolean isSet() {
        return jdbc.sql("select exists (select from portal.demonstration)")
                .query(Boolean.class)
                .single();
    }
}
