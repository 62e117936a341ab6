package dev.bastide.page;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was answered under an idempotency key. */
@Repository
class Answers {
    private final JdbcClient jdbc;

    Answers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An answer; its status is null while the first request is still being carried out. */
    record Answer(
            byte[] requestHash,
            @Nullable Integer status,
            @Nullable String contentType,
            @Nullable String exit,
            @Nullable String location,
            byte @Nullable [] body) {}

    /** Takes the key for this caller, unless it is taken. */
    boolean take(String caller, String key, byte[] requestHash, Instant now) {
        return jdbc.sql("""
                        insert into page.answer (caller, key, request_hash, asked_at)
                        values (:caller, :key, :hash, :now)
                        on conflict do nothing
                        """)
                        .param("caller", caller)
                        .param("key", key)
                        .param("hash", requestHash)
                        .param("now", at(now))
                        .update()
                == 1;
    }

    Optional<Answer> find(String caller, String key) {
        return jdbc.sql("""
                        select request_hash, status, content_type, exit_code, location, body
                        from page.answer
                        where caller = :caller
                          and key = :key
                        """)
                .param("caller", caller)
                .param("key", key)
                .query((row, number) -> new Answer(
                        row.getBytes("request_hash"),
                        row.getObject("status", Integer.class),
                        row.getString("content_type"),
                        row.getString("exit_code"),
                        row.getString("location"),
                        row.getBytes("body")))
                .optional();
    }

    void keep(String caller, String key, Answer answer) {
        jdbc.sql("""
                        update page.answer
                        set status = :status,
                            content_type = :type,
                            exit_code = :exit,
                            location = :location,
                            body = :body
                        where caller = :caller
                          and key = :key
                        """)
                .param("status", answer.status())
                .param("type", answer.contentType())
                .param("exit", answer.exit())
                .param("location", answer.location())
                .param("body", answer.body())
                .param("caller", caller)
                .param("key", key)
                .update();
    }

    /** Lets go of a key whose request changed nothing, so that it may be sent again. */
    void release(String caller, String key) {
        jdbc.sql("delete from page.answer where caller = :caller and key = :key")
                .param("caller", caller)
                .param("key", key)
                .update();
    }

    int forgetBefore(Instant instant) {
        return jdbc.sql("delete from page.answer where asked_at < :before")
                .param("before", at(instant))
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
