package dev.bastide.page;

import java.util.Optional;

/** Port: the name of the company whose installation this is, shown at the door and in the bar. */
public interface HouseName {

    /** The name, or nothing before it was given. Asked for every page, so it must be quick. */
    Optional<String> houseName();
}
