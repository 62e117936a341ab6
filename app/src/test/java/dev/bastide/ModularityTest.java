package dev.bastide;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The house is acyclic and every room calls only those that its package-info allows. */
class ModularityTest {

    @Test
    void roomsOnlyWalkDownstairs() {
        ApplicationModules.of(Bastide.class).verify();
    }
}
