package dev.bastide.page;

import dev.bastide.authority.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

/** Which action stands before which page, read off the handlers: a page offers nobody a link he could not follow. */
@Component
class Doors {
    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private volatile List<Door> doors = List.of();

    Doors(ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    private record Door(PathPattern pattern, String action) {}

    /** The action of the page at this path; nothing when there is no such page. */
    Optional<String> actionAt(String path) {
        PathContainer wanted = PathContainer.parsePath(path.split("[?#]", 2)[0]);
        return all().stream()
                .filter(door -> door.pattern().matches(wanted))
                .min((one, other) -> one.pattern().compareTo(other.pattern()))
                .map(Door::action);
    }

    private List<Door> all() {
        if (doors.isEmpty()) {
            List<Door> found = new ArrayList<>();
            mappings.stream()
                    .forEach(mapping -> mapping.getHandlerMethods()
                            .forEach((info, method) -> ActGate.actOf(method).ifPresent(act -> add(found, info, act))));
            doors = List.copyOf(found);
        }
        return doors;
    }

    private static void add(List<Door> found, RequestMappingInfo info, String act) {
        boolean opened = info.getMethodsCondition().getMethods().isEmpty()
                || info.getMethodsCondition().getMethods().contains(RequestMethod.GET);
        if (opened && info.getPathPatternsCondition() != null) {
            info.getPathPatternsCondition().getPatterns().forEach(pattern -> found.add(new Door(pattern, act)));
        }
    }

    /** Whether the action is one that needs no right. */
    static boolean isFree(String action) {
        return action.equals(Act.SELF) || action.equals(Act.OPEN);
    }
}
