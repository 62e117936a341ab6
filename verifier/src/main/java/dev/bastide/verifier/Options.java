package dev.bastide.verifier;

import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param folder the bundle, or empty
 * @param key file with the log's key or keys
 * @param policy file with the witnesses
 * @param json whether the answer is for a program
 * @param wrong what is wrong with the arguments, or empty
 */
record Options(String folder, Optional<String> key, Optional<String> policy, boolean json, String wrong) {
    static Options parse(String[] arguments) {
        String folder = "";
        Optional<String> key = Optional.empty();
        Optional<String> policy = Optional.empty();
        boolean json = false;
        String wrong = "";
        for (int i = 0; i < arguments.length; i++) {
            String word = arguments[i];
            boolean wantsValue = word.equals("--key") || word.equals("--policy");
            if (wantsValue && i + 1 == arguments.length) {
                wrong = word + " wants a file";
            } else if (word.equals("--key")) {
                key = Optional.of(arguments[++i]);
            } else if (word.equals("--policy")) {
                policy = Optional.of(arguments[++i]);
            } else if (word.equals("--json")) {
                json = true;
            } else if (word.startsWith("--") || !folder.isEmpty()) {
                wrong = "unknown: " + word;
            } else {
                folder = word;
            }
        }
        return new Options(folder, key, policy, json, wrong);
    }
}
