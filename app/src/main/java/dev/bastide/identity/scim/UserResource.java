package dev.bastide.identity.scim;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Provisioning;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** People as SCIM users: found, added, changed, and disabled where the standard says deleted. */
@Controller
@RequestMapping("/scim/v2/Users")
@Act(Provisioning.ACT)
class UserResource {
    /** Most people on one page, whatever is asked for. */
    static final int PAGE_MAX = 200;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    private final Directory directory;
    private final Entries entries;

    UserResource(Directory directory, Entries entries) {
        this.directory = directory;
        this.entries = entries;
    }

    @GetMapping
    ResponseEntity<byte[]> list(
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "1") String startIndex,
            @RequestParam(defaultValue = "100") String count,
            HttpServletRequest request) {
        int start = Math.max(1, number(startIndex, "startIndex"));
        int size = Math.clamp(number(count, "count"), 0, PAGE_MAX);
        return Answers.of(entries.list(Filter.read(filter), start - 1L, size), start, request);
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> one(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known,
            HttpServletRequest request) {
        Entry entry = entries.find(person(id)).orElseThrow(ScimMistake::missing);
        if (known != null && Directory.matches(known, entry.version())) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .eTag(entry.version())
                    .build();
        }
        return Answers.of(HttpStatus.OK, entry, request);
    }

    @PostMapping
    ResponseEntity<byte[]> add(Actor actor, HttpServletRequest request) throws IOException {
        return Answers.of(HttpStatus.CREATED, directory.add(actor, Document.object(Answers.read(request))), request);
    }

    @PutMapping("/{id}")
    ResponseEntity<byte[]> replace(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Actor actor,
            HttpServletRequest request)
            throws IOException {
        Said said = Document.object(Answers.read(request));
        return Answers.of(HttpStatus.OK, directory.replace(actor, person(id), version, said), request);
    }

    @PatchMapping("/{id}")
    ResponseEntity<byte[]> patch(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Actor actor,
            HttpServletRequest request)
            throws IOException {
        Said said = Patch.read(Answers.read(request));
        return Answers.of(HttpStatus.OK, directory.patch(actor, person(id), version, said), request);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> remove(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String version,
            Actor actor) {
        directory.remove(actor, person(id), version);
        return ResponseEntity.noContent().build();
    }

    private static PersonId person(String id) {
        if (!ID.matcher(id).matches()) {
            throw ScimMistake.missing();
        }
        return new PersonId(UUID.fromString(id));
    }

    private static int number(String text, String name) {
        if (!NUMBER.matcher(text).matches()) {
            throw ScimMistake.value(name);
        }
        return Integer.parseInt(text);
    }
}
