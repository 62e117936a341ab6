package dev.bastide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program. It starts every room; the rooms know nothing of it. */
@SpringBootApplication
public class Bastide {
    private static final Map<String, String> OPTIONS = Map.of(
            "--home", "--bastide.home=",
            "--http-port", "--bastide.http-port=",
            "--ssh-port", "--bastide.ssh-port=");

    public static void main(String[] arguments) {
        SpringApplication.run(Bastide.class, properties(arguments));
    }

    /** Turns {@code --home DIR} into the property it sets; {@code --demo} stands alone; the rest is Spring's. */
    static String[] properties(String[] arguments) {
        List<String> properties = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--demo")) {
                properties.add("--bastide.demo=true");
            } else if (OPTIONS.containsKey(argument) && i + 1 < arguments.length) {
                properties.add(OPTIONS.get(argument) + arguments[++i]);
            } else {
                properties.add(argument);
            }
        }
        return properties.toArray(String[]::new);
    }
}
