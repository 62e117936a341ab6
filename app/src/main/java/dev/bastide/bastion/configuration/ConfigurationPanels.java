package dev.bastide.bastion.configuration;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.audit.ChangeNames;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Panel;
import dev.bastide.page.Tone;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What became of a device's configuration, on the page of the operation and on that of the device. */
@Configuration(proxyBeanMethods = false)
class ConfigurationPanels {
    private static final int SHOWN = 3;
    private static final String TITLE = "bastion.configuration.panel";

    @Bean
    Panel configurationOfOperation(Readings readings, Hosts hosts, ChangeNames names) {
        return new OfOperation(readings, hosts, names);
    }

    @Bean
    Panel configurationOfHost(Readings readings, Hosts hosts) {
        return new OfHost(readings, hosts);
    }

    /** For each device the last reading after the work, which was compared with the one before it. */
    private record OfOperation(Readings readings, Hosts hosts, ChangeNames names) implements Panel {
        @Override
        public String on() {
            return "operation";
        }

        @Override
        public int order() {
            return 50;
        }

        @Override
        public Optional<Block> block(UUID subject, Actor actor) {
            Map<HostId, Reading> last = new LinkedHashMap<>();
            names.find(subject).stream()
                    .flatMap(operation -> readings.ofOperation(operation).stream())
                    .forEach(reading -> last.put(reading.host(), reading));
            List<Fact> facts = last.values().stream()
                    .map(reading ->
                            new Fact(ConfigurationView.chip(reading).key(), Cell.link(told(reading), reading.path())))
                    .toList();
            return facts.isEmpty() ? Optional.empty() : Optional.of(new Block(TITLE, facts, ""));
        }

        private String told(Reading reading) {
            String path = hosts.find(reading.host()).map(Host::path).orElse("…");
            return reading.comparedWith() == null ? path : path + " " + reading.count();
        }
    }

    /** The last readings of a device, or before the first one when it will be read and how. */
    private record OfHost(Readings readings, Hosts hosts) implements Panel {
        @Override
        public String on() {
            return "host";
        }

        @Override
        public int order() {
            return 50;
        }

        @Override
        public Optional<Block> block(UUID subject, Actor actor) {
            List<Fact> facts = readings.ofHost(new HostId(subject), SHOWN).stream()
                    .map(reading -> new Fact(
                            ConfigurationView.chip(reading).key(),
                            Cell.link(
                                    reading.at().toString().substring(0, 16).replace('T', ' ') + " UTC "
                                            + (reading.comparedWith() == null ? "" : reading.count()),
                                    reading.path())))
                    .toList();
            return (facts.isEmpty() ? expected(new HostId(subject)) : Optional.of(facts))
                    .map(said -> new Block(TITLE, said, ""));
        }

        private Optional<List<Fact>> expected(HostId id) {
            return hosts.find(id).filter(Host::isNetworkDevice).map(device -> {
                Optional<String> command = hosts.device(id).map(Hosts.Device::command);
                String when = command.isEmpty() ? "none" : device.pin() == Host.PinState.PINNED ? "pinned" : "unpinned";
                return List.of(
                        new Fact("bastion.configuration.state", Cell.chip(Tone.UNKNOWN, "bastion.configuration.never")),
                        new Fact(
                                "bastion.configuration.command",
                                command.map(Cell::code)
                                        .orElseGet(() -> Cell.said("bastion.configuration.command.none"))),
                        new Fact("bastion.configuration.next", Cell.said("bastion.configuration.next." + when)));
            });
        }
    }
}
