package dev.bastide.bastion;

import dev.bastide.bastion.door.Bastion;
import dev.bastide.bastion.recorder.Recorder;
import dev.bastide.page.HealthPart;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The two parts of this room without which nobody can work safely. */
@Configuration(proxyBeanMethods = false)
class BastionParts {
    @Bean
    HealthPart doorHealth(Bastion bastion) {
        return new Part("bastion", bastion::failing);
    }

    @Bean
    HealthPart recorderHealth(Recorder recorder) {
        return new Part("recorder", recorder::failing);
    }

    private record Part(String name, Supplier<Optional<String>> check) implements HealthPart {
        @Override
        public Optional<String> failing() {
            return check.get();
        }
    }
}
