package dev.bastide.page;

import dev.bastide.authority.Actor;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The blocks that other rooms put on an object's page. */
@Component
public class Panels {
    private final ObjectProvider<Panel> panels;

    Panels(ObjectProvider<Panel> panels) {
        this.panels = panels;
    }

    /** The blocks for this object, in order; {@code kind} as in {@link Panel#on()}. */
    public List<Panel.Block> of(String kind, UUID subject, Actor actor) {
        return panels.stream()
                .filter(panel -> panel.on().equals(kind))
                .sorted(Comparator.comparingInt(Panel::order))
                .map(panel -> panel.block(subject, actor))
                .flatMap(Optional::stream)
                .toList();
    }
}
