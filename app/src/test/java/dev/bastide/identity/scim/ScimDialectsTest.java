package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestPeople;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What the standard says, and what Entra and Okta say instead, each as its own documentation shows it. */
@BastideTest
class ScimDialectsTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private DutyMappings mappings;

    @Autowired
    private Duties duties;

    @Autowired
    private JdbcClient sql;

    private Provider provider;
    private String login;
    private String id;

    @BeforeEach
    void aPersonOfTheDirectory() {
        // The names the documentation shows are free again: nobody gets one that somebody else bears.
        sql.sql("update identity.person set name = id::text where kind = 'human' and name not like 'Test %'")
                .update();
        TestPeople.Someone owner = somebody.with("administrator", "administrator");
        provider = new Provider(port, somebody.token(somebody.directory(owner), Provisioning.ACT));
        mappings.put(owner.actor(), new DutyMappings.Row("department", "Tour Operations", "operator"));
        mappings.put(owner.actor(), new DutyMappings.Row("department", "Development", "developer"));
        login = "bjensen-" + owner.login() + "@example.com";
        Provider.Answer added = provider.add("""
                {
                  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
                  "userName": "%s",
                  "externalId": "bjensen %s",
                  "name": {"formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen", "givenName": "Barbara",
                    "middleName": "Jane", "honorificPrefix": "Ms."},
                  "displayName": "Babs Jensen",
                  "nickName": "Babs",
                  "emails": [{"value": "babs@jensen.org", "type": "home"},
                    {"value": "bjensen@example.com", "type": "work", "primary": true}],
                  "phoneNumbers": [{"value": "555-555-8377", "type": "work"}],
                  "title": "Tour Guide",
                  "password": "t1meMa$heen",
                  "active": true,
                  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                    "employeeNumber": "701984", "costCenter": "4130", "department": "Tour Operations",
                    "manager": {"value": "26118915-6090-4610-87e4-49d8ca9f808d", "displayName": "John Smith"}}
                }
                """.formatted(login, owner.login()));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        id = added.id();
    }

    @Test
    void theStandardsOwnUserComesBackAsItIsKept() {
        Provider.Answer answer = provider.get("/Users/" + id);
        JsonNode user = answer.json();

        assertThat(answer.header("Content-Type")).startsWith("application/scim+json");
        assertThat(user.path("userName").asString()).isEqualTo(login);
        assertThat(user.path("name").path("familyName").asString()).isEqualTo("Jensen");
        assertThat(user.path("displayName").asString()).isEqualTo("Babs Jensen");
        assertThat(user.path("emails").path(0).path("value").asString()).isEqualTo("bjensen@example.com");
        assertThat(user.path(Provider.ENTERPRISE).path("department").asString()).isEqualTo("Tour Operations");
        assertThat(user.path("meta").path("location").asString()).endsWith("/scim/v2/Users/" + id);
        assertThat(user.path("meta").path("version").asString()).isEqualTo(answer.header("ETag"));
        assertThat(answer.body()).doesNotContain("t1meMa").doesNotContain("password");
        assertThat(duty()).isEqualTo("operator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\": \"replace\", \"path\": \"active\", \"value\": false}",
                "{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}",
                "{\"op\": \"replace\", \"value\": {\"active\": false}}",
                "{\"op\": \"Add\", \"path\": \"active\", \"value\": \"false\"}",
                "{\"op\": \"replace\", \"path\": \"urn:ietf:params:scim:schemas:core:2.0:User:active\", \"value\": false}",
                "{\"op\": \"Replace\", \"value\": {\"Active\": \"FALSE\", \"shoeSize\": 43, \"phoneNumbers\": []}}"
            })
    void everyWayOfSayingThatSomebodyLeftIsUnderstood(String operation) {
        Provider.Answer answer = provider.patch(id, operation);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("active").asBoolean(true)).isFalse();
        assertThat(duty()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\": \"replace\", \"path\": \"active\", \"value\": \"nope\"}",
                "{\"op\": \"replace\", \"path\": \"active\", \"value\": null}",
                "{\"op\": \"replace\", \"path\": \"active\", \"value\": 0}",
                "{\"op\": \"remove\", \"path\": \"active\"}",
                "{\"op\": \"replace\", \"path\": \"emails[type eq \\\"work\\\"].value\", \"value\": \"no address\"}",
                "{\"op\": \"remove\", \"path\": \"emails\"}",
                "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"two\\nlines\"}"
            })
    void aValueNobodyCanUseChangesNothing(String operation) {
        Provider.Answer answer =
                provider.patch(id, "{\"op\": \"replace\", \"path\": \"title\", \"value\": \"Other\"}, " + operation);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("scimType").asString()).isEqualTo("invalidValue");
        assertThat(provider.get("/Users/" + id).json().path("title").asString()).isEqualTo("Tour Guide");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\": \"Replace\", \"path\": \"%s:department\", \"value\": \"Development\"}",
                "{\"op\": \"Add\", \"value\": {\"%s:department\": \"Development\", \"name.givenName\": \"Barb\"}}",
                "{\"op\": \"replace\", \"value\": {\"%s\": {\"department\": \"Development\"}}}",
                "{\"op\": \"replace\", \"path\": \"%s\", \"value\": {\"department\": \"Development\"}}"
            })
    void everyWayOfSayingThatSomebodyMovedIsUnderstood(String operation) {
        Provider.Answer answer = provider.patch(id, operation.formatted(Provider.ENTERPRISE));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(duty()).isEqualTo("developer");
    }

    @Test
    void entraChangesNamesAndTheAddressForWork() {
        Provider.Answer answer = provider.patch(id, """
                {"op": "Replace", "path": "emails[type eq \\"work\\"].value", "value": "updatedEmail@example.com"},
                {"op": "Replace", "path": "name.familyName", "value": "updatedFamilyName"},
                {"op": "Add", "path": "emails[type eq \\"home\\"].value", "value": "not@kept.example"}
                """);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("emails").path(0).path("value").asString())
                .isEqualTo("updatedEmail@example.com");
        assertThat(answer.json().path("displayName").asString()).isEqualTo("Barbara updatedFamilyName");
        assertThat(sql.sql("""
                        select n.args[2] from notification.notice n join notification.inbox i on i.notice_id = n.id
                        where n.key = 'identity.address.notice' and i.person_id = ?
                        """).param(UUID.fromString(id)).query(String.class).single())
                .isEqualTo("updatedEmail@example.com");
        assertThat(duty()).isEqualTo("operator");
    }

    @Test
    void aDepartmentTakenAwayEndsTheDuty() {
        provider.patch(id, "{\"op\": \"remove\", \"path\": \"" + Provider.ENTERPRISE + ":department\"}");

        assertThat(duty()).isEqualTo("none");
    }

    @Test
    void oktaPutsTheWholePerson() {
        String whole = """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "%s", "userName": "%s",
                 "name": {"givenName": "Another", "middleName": "", "familyName": "User"},
                 "emails": [{"primary": true, "value": "another.user@example.com", "type": "work"}],
                 "groups": [], "active": %s, "meta": {"resourceType": "User"}}
                """;

        Provider.Answer moved = provider.replace(id, whole.formatted(id, login, "true"));

        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(moved.json().path("displayName").asString()).isEqualTo("Another User");
        assertThat(duty()).as("a whole person without department").isEqualTo("none");
        assertThat(provider.replace(id, whole.formatted(id, login, "false"))
                        .json()
                        .path("active")
                        .asBoolean(true))
                .isFalse();
        Provider.Answer back = provider.replace(id, whole.formatted(id, login, "true"));
        assertThat(back.status()).as("nobody is brought back").isEqualTo(403);
    }

    @Test
    void peopleAreFoundAsDirectoriesLookForThem() {
        String external = provider.get("/Users/" + id).json().path("externalId").asString();

        for (String filter : new String[] {
            "userName eq \"" + login.toUpperCase(java.util.Locale.ROOT) + "\"",
            "externalId eq \"" + external + "\"",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName Eq \"" + login + "\" and active eq true",
            "active eq \"True\" and userName eq \"" + login + "\""
        }) {
            JsonNode found = provider.find(filter).json();
            assertThat(found.path("totalResults").asInt()).as(filter).isEqualTo(1);
            assertThat(found.path("Resources").path(0).path("id").asString()).isEqualTo(id);
        }
        assertThat(provider.find("userName eq \"nobody\"")
                        .json()
                        .path("totalResults")
                        .asInt())
                .isZero();
        for (String filter : new String[] {
            "userName sw \"b\"",
            "userName eq",
            "title eq \"x\"",
            "userName eq \"a\" or active eq true",
            "userName eq \"a\" and userName eq \"b\"",
            "(userName eq \"a\")",
            "active eq \"perhaps\""
        }) {
            Provider.Answer wrong = provider.find(filter);
            assertThat(wrong.status()).as(filter).isEqualTo(400);
            assertThat(wrong.json().path("scimType").asString()).isEqualTo("invalidFilter");
        }
    }

    @Test
    void pagesAreBounded() {
        provider.add("second-" + login, "Development");

        JsonNode first = provider.get("/Users?startIndex=1&count=1").json();
        JsonNode second = provider.get("/Users?startIndex=2&count=1").json();
        JsonNode none = provider.get("/Users?startIndex=-5&count=-1").json();

        assertThat(first.path("Resources")).hasSize(1);
        assertThat(first.path("Resources").path(0).path("id"))
                .isNotEqualTo(second.path("Resources").path(0).path("id"));
        assertThat(first.path("totalResults").asInt()).isGreaterThan(1);
        assertThat(none.path("Resources")).isEmpty();
        assertThat(none.path("startIndex").asInt()).isEqualTo(1);
        assertThat(provider.get("/Users?count=100000")
                        .json()
                        .path("itemsPerPage")
                        .asInt())
                .isLessThanOrEqualTo(UserResource.PAGE_MAX);
        assertThat(provider.get("/Users?count=many").status()).isEqualTo(400);
    }

    @Test
    void aVersionThatIsNoLongerTrueChangesNothing() {
        String version = provider.get("/Users/" + id).header("ETag");
        String operation = "{\"op\": \"replace\", \"path\": \"title\", \"value\": \"%s\"}";

        assertThat(provider.get("/Users/" + id, "If-None-Match", version).status())
                .isEqualTo(304);
        Provider.Answer first = provider.patch(id, operation.formatted("One"), "If-Match", version);
        Provider.Answer second = provider.patch(id, operation.formatted("Two"), "If-Match", version);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("ETag")).isNotEqualTo(version);
        assertThat(second.status()).isEqualTo(412);
        assertThat(provider.get("/Users/" + id).json().path("title").asString()).isEqualTo("One");
        assertThat(provider.patch(id, operation.formatted("Three"), "If-Match", "*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsThereAlreadyOrStaysAsItIsIsSaid() {
        Provider.Answer again = provider.add(login, "Development");
        Provider.Answer renamed =
                provider.patch(id, "{\"op\": \"replace\", \"path\": \"userName\", \"value\": \"other\"}");
        Provider.Answer aimless = provider.patch(id, "{\"op\": \"remove\"}");
        Provider.Answer unknown = provider.patch(id, "{\"op\": \"add\", \"path\": \"shoeSize\", \"value\": 43}");
        Provider.Answer broken = provider.send("POST", "/Users", "{\"userName\": ");
        Provider.Answer twice = provider.add("{\"userName\": \"a\", \"userName\": \"b\"}");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("scimType").asString()).isEqualTo("uniqueness");
        assertThat(again.json().path("status").asString()).isEqualTo("409");
        assertThat(renamed.json().path("scimType").asString()).isEqualTo("mutability");
        assertThat(aimless.json().path("scimType").asString()).isEqualTo("noTarget");
        assertThat(unknown.json().path("scimType").asString()).isEqualTo("invalidPath");
        assertThat(broken.json().path("scimType").asString()).isEqualTo("invalidSyntax");
        assertThat(twice.json().path("scimType").asString()).isEqualTo("invalidSyntax");
        assertThat(provider.add("{\"userName\": \"" + "x".repeat(200_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(provider.get("/Users/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(provider.get("/Users/none").status()).isEqualTo(404);
        assertThat(provider.get("/Groups").status()).isEqualTo(404);
        assertThat(provider.get("/Groups").json().path("schemas").path(0).asString())
                .isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    }

    @Test
    void itSaysWhatItCanDo() {
        JsonNode config = provider.get("/ServiceProviderConfig").json();
        JsonNode schemas = provider.get("/Schemas").json();

        assertThat(config.path("patch").path("supported").asBoolean()).isTrue();
        assertThat(config.path("bulk").path("supported").asBoolean(true)).isFalse();
        assertThat(config.path("changePassword").path("supported").asBoolean(true))
                .isFalse();
        assertThat(config.path("filter").path("maxResults").asInt()).isEqualTo(UserResource.PAGE_MAX);
        assertThat(provider.get("/ResourceTypes/User").json().path("endpoint").asString())
                .isEqualTo("/Users");
        assertThat(provider.get("/ResourceTypes").json().path("totalResults").asInt())
                .isEqualTo(1);
        assertThat(schemas.path("totalResults").asInt()).isEqualTo(2);
        assertThat(provider.get("/Schemas/" + Provider.ENTERPRISE)
                        .json()
                        .path("id")
                        .asString())
                .isEqualTo(Provider.ENTERPRISE);
    }

    @Test
    void onlyTheAttributesAskedForAreShown() {
        JsonNode few =
                provider.get("/Users/" + id + "?attributes=userName,active").json();
        JsonNode less =
                provider.get("/Users/" + id + "?excludedAttributes=emails").json();

        assertThat(few.has("userName")).isTrue();
        assertThat(few.has("emails")).isFalse();
        assertThat(few.has("id")).isTrue();
        assertThat(less.has("emails")).isFalse();
        assertThat(less.has("title")).isTrue();
    }

    private String duty() {
        return duties.current(PersonId.of(id)).map(DutyAssignment::duty).orElse("none");
    }
}
