package dev.bastide.page;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives handlers their {@link Actor}, {@link ListQuery}, {@link Form} and {@link Words}. */
@Component
class Arguments implements HandlerMethodArgumentResolver {
    private static final Set<Class<?>> KNOWN = Set.of(Actor.class, ListQuery.class, Form.class, Words.class);

    private final ObjectProvider<Pages> pages;
    private final ObjectProvider<SavedViews> views;

    Arguments(ObjectProvider<Pages> pages, ObjectProvider<SavedViews> views) {
        this.pages = pages;
        this.views = views;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return KNOWN.contains(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binder) {
        HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
        Class<?> wanted = parameter.getParameterType();
        if (wanted == Actor.class) {
            return actor(request);
        }
        if (wanted == Words.class) {
            return pages.getObject().words(request);
        }
        if (wanted == ListQuery.class) {
            return list(request);
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, all) -> values.put(name, List.of(all)));
        return new Form(values);
    }

    // What a person made of a list counts for the console; the API shows what it is asked for.
    private ListQuery list(HttpServletRequest request) {
        String path = request.getRequestURI();
        Remembered remembered = method(request) == AccessMethod.API
                ? Remembered.NOTHING
                : views.getObject().of(actor(request), path);
        return ListQuery.parse(
                path,
                request.getParameterMap(),
                pages.getObject().scope(request).node(),
                remembered);
    }

    /** Who acts. Open endpoints get a stranger; at all others the gate has made sure that somebody is signed in. */
    static Actor actor(HttpServletRequest request) {
        Actor actor = Pages.actor(request);
        return actor != null ? actor : Actor.stranger("", request.getRemoteAddr(), method(request));
    }

    static AccessMethod method(HttpServletRequest request) {
        return ForPrograms.is(request.getRequestURI()) ? AccessMethod.API : AccessMethod.CONSOLE;
    }
}
