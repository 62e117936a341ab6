package dev.bastide.intake;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.StoredRecord;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Registers sources as an administrator, and sends to them as foreign systems do. */
@TestComponent
public class Feeder {
    public static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public final Someone anna;
    private final Someone otto;
    private final Sources sources;
    private final SourceTokens tokens;
    private final TallyRows tallies;
    private final AuditSearch record;

    Feeder(TestPeople people, Sources sources, SourceTokens tokens, TallyRows tallies, AuditSearch record) {
        this.anna = people.with("administrator", "administrator");
        this.otto = people.with("auditor", "auditor");
        this.sources = sources;
        this.tokens = tokens;
        this.tallies = tallies;
        this.record = record;
    }

    public static String name(String begin) {
        return begin + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Switches a source off. */
    public void off(Source source) {
        sources.change(anna.actor(), source.name(), new Sources.Wanted("/", "", "", "", false));
    }

    public Source source(SourceKind kind, String peers) {
        return sources.register(
                anna.actor(), name(kind.word()), kind.word(), new Sources.Wanted("/", "", peers, "", true));
    }

    public String token(Source source) {
        return tokens.make(anna.actor(), source).secret();
    }

    public Tally tally(Source source) {
        return tallies.of(source.id()).stream().reduce(Tally::plus).orElseGet(() -> Tally.none(Tally.Stream.OWN));
    }

    /** The records of a source, newest first. */
    public List<StoredRecord> records(Source source) {
        return records("operation", "intake/" + source.name() + "/");
    }

    public List<StoredRecord> records(String filter, String value) {
        return record.search(otto.actor(), AuditQuery.of(Map.of(filter, value)), null, 200)
                .records();
    }

    /** An answer of ours. */
    public record Answer(int status, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    public static Answer send(int port, String path, String token, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Answer lines(int port, Source source, String token, String body, String... headers) {
        return send(port, "/api/v1/intake/" + source.name(), token, body.getBytes(StandardCharsets.UTF_8), headers);
    }
}
