package dev.bastide;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program. It starts every room; the rooms know nothing of it. */
@SpringBootApplication
public class Bastide {

    public static void main(String[] arguments) {
        SpringApplication.run(Bastide.class, arguments);
    }
}
