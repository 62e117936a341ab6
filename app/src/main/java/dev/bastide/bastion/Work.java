package dev.bastide.bastion;

import java.util.List;

/**
 * The operation that a session belongs to, as far as this room knows it: by its permit.
 *
 * @param name as people type it, such as {@code OP-000123}
 * @param steps the approved steps, in order
 */
public record Work(String name, List<String> steps) {
    public Work {
        steps = List.copyOf(steps);
    }

    /** Console path of the operation. */
    public String path() {
        return "/operations/" + name;
    }
}
