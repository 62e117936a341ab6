package dev.bastide.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/** Finds a view by its template's path below {@code dev.bastide}: {@code change/list} is {@code change/list.jte}. */
@Component
class JteViewResolver implements ViewResolver, Ordered {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, JteViewResolver.class.getClassLoader(), "dev.bastide");
    private final Pages pages;

    JteViewResolver(Pages pages) {
        this.pages = pages;
    }

    @Override
    public @Nullable View resolveViewName(String name, Locale locale) {
        if (name.startsWith("redirect:") || name.startsWith("forward:")) {
            return null;
        }
        String template = name + ".jte";
        return engine.hasTemplate(template) ? new JteView(engine, pages, template) : null;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }
}
