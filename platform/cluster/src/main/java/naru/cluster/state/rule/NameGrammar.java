package naru.cluster.state.rule;

import java.util.Optional;
import java.util.regex.Pattern;

/// What names look like (Kubernetes, "Object Names and IDs"), and how Kubernetes says that one does not.
public enum NameGrammar {
    /// RFC 1123, one label.
    LABEL(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            63,
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                    + " end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"),
    /// RFC 1123, labels with dots between.
    SUBDOMAIN(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            253,
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
    /// RFC 1035, one label.
    DNS_LABEL(
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            63,
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                    + " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used"
                    + " for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"),
    /// What can be one part of a path.
    PATH_SEGMENT("(?!\\.{1,2}$)[^/%]+", 253, "may not be '.', may not be '..', may not contain '/' or '%'"),
    /// The part of a label's key behind the `/`.
    QUALIFIED(
            "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
            63,
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation"
                    + " is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"),
    /// A label's value.
    LABEL_VALUE(
            "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
            63,
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345',"
                    + " regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"),
    /// A key of a config map's or a secret's data.
    CONFIG_KEY(
            "(?!\\.{1,2}$)(?!\\.\\.)[-._a-zA-Z0-9]+",
            253,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                    + " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"),
    /// The name of an environment variable.
    VARIABLE(
            "[ -<>-~]+",
            Integer.MAX_VALUE,
            "a valid environment variable name must consist only of printable ASCII characters other than '='"),
    /// The name of a port: a service name of RFC 6335.
    PORT(
            "(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?",
            15,
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), at least one letter (a-z), no two"
                    + " hyphens in a row, and no hyphen at an end");

    private final Pattern pattern;
    private final int longest;
    private final String rule;

    NameGrammar(String pattern, int longest, String rule) {
        this.pattern = Pattern.compile(pattern);
        this.longest = longest;
        this.rule = rule;
    }

    /// What is wrong with a name, if anything.
    public Optional<String> refusal(String name) {
        if (name.length() > longest) {
            return Optional.of("must be no more than " + longest + " characters");
        }
        return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(rule);
    }

    /// Tells what is wrong with a name.
    public void check(String name, String field, Violations violations) {
        refusal(name).ifPresent(why -> violations.invalid(field, name, why));
    }

    /// What is wrong with the key of a label or an annotation, `PREFIX/NAME` or `NAME`, if anything.
    public static Optional<String> keyRefusal(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return QUALIFIED.refusal(key);
        }
        if (key.indexOf('/', slash + 1) >= 0) {
            return Optional.of("a qualified name " + QUALIFIED.rule.substring("name part ".length())
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        return SUBDOMAIN
                .refusal(key.substring(0, slash))
                .map(why -> "prefix part " + why)
                .or(() -> QUALIFIED.refusal(key.substring(slash + 1)));
    }
}
