package dev.bastide.page;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.View;

/** Renders one precompiled template with the model and the {@link Page}. Nothing is sent before all is rendered. */
final class JteView implements View {
    private final TemplateEngine engine;
    private final Pages pages;
    private final String template;

    JteView(TemplateEngine engine, Pages pages, String template) {
        this.engine = engine;
        this.pages = pages;
        this.template = template;
    }

    @Override
    public String getContentType() {
        return "text/html;charset=UTF-8";
    }

    @Override
    public void render(@Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> all = new HashMap<>();
        if (model != null) {
            all.putAll(model);
        }
        Flash flash = all.get(Flash.ATTRIBUTE) instanceof Flash said ? said : null;
        all.put("page", pages.of(request, flash));
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template, all, output);
        response.setContentType(getContentType());
        response.setContentLength(output.getContentLength());
        response.setHeader("Cache-Control", "no-store");
        output.writeTo(response.getOutputStream());
    }
}
