package dev.bastide.page;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;

/** Makes the {@link Page} of a request: who reads, how, and what the frame offers him. */
@Component
class Pages {
    static final String LANGUAGE_COOKIE = "bastide-language";
    static final String THEME_COOKIE = "bastide-theme";
    static final String ZONE_COOKIE = "bastide-zone";
    static final String NODE_COOKIE = "bastide-node";

    private final WordsFor words;
    private final Clock clock;
    private final StaticFiles files;
    private final ObjectProvider<Authority> authority;
    private final ObjectProvider<NavEntry> entries;
    private final Sources sources;
    private final Doors doors;

    Pages(
            WordsFor words,
            Clock clock,
            StaticFiles files,
            ObjectProvider<Authority> authority,
            ObjectProvider<NavEntry> entries,
            Sources sources,
            Doors doors) {
        this.words = words;
        this.clock = clock;
        this.files = files;
        this.authority = authority;
        this.entries = entries;
        this.sources = sources;
        this.doors = doors;
    }

    /** What rooms above put into the frame, each through a port. */
    @Component
    record Sources(
            ObjectProvider<Reader.Source> readers,
            ObjectProvider<Banner.Source> banners,
            ObjectProvider<Scope.Source> scopes,
            ObjectProvider<HouseName> houses,
            ObjectProvider<SshWay.Source> ways,
            ObjectProvider<SshWay.Keyring> keyrings) {}

    Page of(HttpServletRequest request, @Nullable Flash flash) {
        Actor actor = actor(request);
        Optional<Reader> reader = reader(actor);
        return new Page(
                actor,
                words.of(locale(request, reader)),
                zone(request, reader),
                clock.instant(),
                path(request),
                theme(request),
                csrf(request),
                actor == null ? List.of() : nav(actor, path(request)),
                banners(actor),
                flash,
                scope(request),
                sources.houses().stream()
                        .map(HouseName::houseName)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null),
                files.version(),
                opened -> actor != null
                        && doors.actionAt(opened)
                                .filter(action -> may(actor, action))
                                .isPresent(),
                action -> actor != null && may(actor, action),
                () -> SshWay.of(
                        sources.ways().orderedStream().toList(),
                        sources.keyrings().orderedStream().toList(),
                        request.getServerName()));
    }

    static @Nullable Actor actor(HttpServletRequest request) {
        return (Actor) request.getAttribute(Actor.ATTRIBUTE);
    }

    private Optional<Reader> reader(@Nullable Actor actor) {
        return Optional.ofNullable(actor)
                .flatMap(who -> sources.readers()
                        .orderedStream()
                        .map(source -> source.readerOf(who))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** The words a request wants, before or without a page: those of its reader, where somebody is signed in. */
    Words words(HttpServletRequest request) {
        return words.of(locale(request, reader(actor(request))));
    }

    /** The node chosen in the top bar, if this reader may still see it. */
    Scope scope(HttpServletRequest request) {
        Actor actor = actor(request);
        if (actor == null) {
            return Scope.NONE;
        }
        List<Scope.Choice> choices = sources.scopes()
                .orderedStream()
                .flatMap(source -> source.nodesFor(actor).stream())
                .toList();
        String chosen = cookie(request, NODE_COOKIE);
        Scope.Choice current = choices.stream()
                .filter(choice -> choice.id().toString().equals(chosen))
                .findFirst()
                .orElse(null);
        return new Scope(current, choices);
    }

    private boolean may(Actor actor, String action) {
        if (Doors.isFree(action)) {
            return true;
        }
        Authority asked = authority.getIfAvailable();
        return asked != null && asked.mayAnywhere(actor, new Action(action)).isPermitted();
    }

    private List<Page.NavBlock> nav(Actor actor, String path) {
        List<Page.NavBlock> blocks = new ArrayList<>();
        List<NavEntry> all = entries.orderedStream()
                .filter(entry -> may(actor, entry.action()))
                .toList();
        String current = all.stream()
                .map(NavEntry::path)
                .filter(entry -> path.equals(entry) || path.startsWith(entry.equals("/") ? "/ " : entry + "/"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        for (NavGroup group : NavGroup.values()) {
            List<Page.NavLink> links = all.stream()
                    .filter(entry -> entry.group() == group)
                    .sorted(Comparator.comparingInt(NavEntry::order).thenComparing(NavEntry::path))
                    .map(entry -> new Page.NavLink(
                            entry, entry.path().equals(current), entry.waiting().applyAsInt(actor)))
                    .toList();
            if (!links.isEmpty()) {
                blocks.add(new Page.NavBlock(group.key(), links));
            }
        }
        return List.copyOf(blocks);
    }

    private List<Banner> banners(@Nullable Actor actor) {
        return sources.banners()
                .orderedStream()
                .map(source -> source.banner(actor))
                .flatMap(Optional::stream)
                .toList();
    }

    private Locale locale(HttpServletRequest request, Optional<Reader> reader) {
        String chosen = cookie(request, LANGUAGE_COOKIE);
        if (Set.of("en", "zh").contains(chosen)) {
            return Locale.of(chosen);
        }
        if (reader.isPresent()) {
            return reader.get().locale();
        }
        return Collections.list(request.getLocales()).stream()
                .filter(locale -> Set.of("en", "zh").contains(locale.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
    }

    private static ZoneId zone(HttpServletRequest request, Optional<Reader> reader) {
        if (reader.isPresent()) {
            return reader.get().zone();
        }
        try {
            String told = cookie(request, ZONE_COOKIE).replace("%2F", "/");
            return told.isEmpty() ? ZoneOffset.UTC : ZoneId.of(told);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static String theme(HttpServletRequest request) {
        String theme = cookie(request, THEME_COOKIE);
        return Set.of("light", "dark").contains(theme) ? theme : "";
    }

    /** The path the reader asked for, also while an error page is shown for it. */
    private static String path(HttpServletRequest request) {
        Object original = request.getAttribute("jakarta.servlet.error.request_uri");
        return original == null ? request.getRequestURI() : original.toString();
    }

    private static Page.Csrf csrf(HttpServletRequest request) {
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
            return new Page.Csrf(token.getParameterName(), token.getHeaderName(), token.getToken());
        }
        return new Page.Csrf("_csrf", "X-CSRF-TOKEN", "");
    }

    private static String cookie(HttpServletRequest request, String name) {
        return Stream.of(Objects.requireNonNullElse(request.getCookies(), new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst()
                .orElse("");
    }
}
