package dev.bastide.authority;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The action an endpoint stands for. Every handler of a page or of the API carries one; an interceptor refuses the
 * request unless the actor may do it somewhere, and the service asks again for the node in question. Two values are
 * no actions: {@link #SELF} for what every signed-in person may do with what is his, {@link #OPEN} for what needs no
 * sign-in.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Act {
    /** Anybody who is signed in, on what is his own. */
    String SELF = "self";

    /** Anybody at all: sign-in, health, static files. */
    String OPEN = "open";

    /** The action's name, or {@link #SELF} or {@link #OPEN}. */
    String value();
}
