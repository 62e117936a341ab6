package dev.bastide.ground.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one server runs. {@code durable} false leaves out every wait for the disk: for tests only, a crash of the
 * machine then loses rows.
 */
public record PostgresSettings(PostgresProgram program, Path folder, boolean durable) {

    public PostgresSettings {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The parameters handed over on the command line, so that no file of the data folder can differ. */
    Map<String, String> parameters(int port) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("listen_addresses", "127.0.0.1");
        parameters.put("port", Integer.toString(port));
        parameters.put("unix_socket_directories", "");
        parameters.put("password_encryption", "scram-sha-256");
        parameters.put("max_connections", durable ? "100" : "300");
        parameters.put("shared_buffers", "128MB");
        parameters.put("huge_pages", "off");
        parameters.put("jit", "off");
        parameters.put("max_parallel_workers_per_gather", "0");
        parameters.put("wal_level", "replica");
        parameters.put("max_wal_size", "512MB");
        parameters.put("max_wal_senders", "3");
        parameters.put("max_replication_slots", "3");
        parameters.put("timezone", "UTC");
        parameters.put("log_timezone", "UTC");
        parameters.put("log_line_prefix", "%m [%p] ");
        // A statement may carry what nobody may read in a log.
        parameters.put("log_min_error_statement", "panic");
        // Nor may a whole row, as "Failing row contains" would show it.
        parameters.put("log_error_verbosity", "terse");
        parameters.put("log_parameter_max_length", "0");
        parameters.put("log_parameter_max_length_on_error", "0");
        parameters.put("fsync", durable ? "on" : "off");
        parameters.put("synchronous_commit", durable ? "on" : "off");
        parameters.put("full_page_writes", durable ? "on" : "off");
        return parameters;
    }
}
