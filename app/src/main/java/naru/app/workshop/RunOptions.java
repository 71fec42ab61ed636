package naru.app.workshop;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import naru.base.Fault;
import naru.pipeline.workshop.Workshop;

/// What a Jenkinsfile's `args` may ask for: a user, environment, and mounts where the job may use the engine anyway.
///
/// @param user of the place
/// @param environment `NAME=value`
/// @param binds `SOURCE:TARGET`
record RunOptions(String user, List<String> environment, List<String> binds) {
    static RunOptions parse(Workshop.PlaceSpec spec) {
        String user = spec.user().orElse("");
        List<String> environment = new ArrayList<>();
        spec.environment().forEach((name, value) -> environment.add(name + "=" + value));
        List<String> binds = new ArrayList<>();
        Iterator<String> words = spec.options().iterator();
        while (words.hasNext()) {
            String word = words.next();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            switch (name) {
                case "-u", "--user" -> user = value(word, equals, words);
                case "-e", "--env" -> environment.add(value(word, equals, words));
                case "-v", "--volume" -> binds.add(bind(spec, value(word, equals, words)));
                case "--entrypoint" -> value(word, equals, words); // places have their own command anyway
                default ->
                    throw Fault.invalid("'" + name
                            + "' is not allowed in an agent's args: --user, --env, --volume, --entrypoint are");
            }
        }
        return new RunOptions(user, environment, binds);
    }

    private static String value(String word, int equals, Iterator<String> words) {
        if (equals >= 0) {
            return word.substring(equals + 1);
        }
        if (!words.hasNext()) {
            throw Fault.invalid("'" + word + "' in an agent's args needs a value");
        }
        return words.next();
    }

    private static String bind(Workshop.PlaceSpec spec, String bind) {
        if (!spec.docker()) {
            throw Fault.forbidden("the job may not mount " + bind
                    + ": give the mount to the job (--mount), or let it use the engine (--allow-docker)");
        }
        return bind;
    }
}
