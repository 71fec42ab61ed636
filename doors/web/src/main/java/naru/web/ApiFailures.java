package naru.web;

import java.io.IOException;
import java.util.Map;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Failures;

/// How the JSON API tells faults: `{"message": "a sentence"}` with the status that HTTP suggests for the kind.
public final class ApiFailures {
    private ApiFailures() {}

    /// Writes the error answer; it is a [Failures].
    public static void tell(Exchange exchange, Fault fault) throws IOException {
        exchange.json(Failures.status(fault.kind()), Map.of("message", fault.sentence()));
    }
}
