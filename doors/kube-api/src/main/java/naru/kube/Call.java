package naru.kube;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import naru.cluster.auth.Caller;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.http.Exchange;
import tools.jackson.databind.node.ObjectNode;

/// One request that was let in: what it is about, who sends it, and how to answer.
final class Call {
    /// A longer text for clients than this is cut off.
    private static final int LONGEST_WARNING = 4096;

    private final Exchange exchange;
    private final Caller caller;
    private Target target;
    private final List<String> warnings = new ArrayList<>();

    /// What a route does.
    @FunctionalInterface
    interface Action {
        void run(Call call) throws IOException;
    }

    Call(Exchange exchange, Caller caller, Target target) {
        this.exchange = exchange;
        this.caller = caller;
        this.target = target;
    }

    Exchange exchange() {
        return exchange;
    }

    Caller caller() {
        return caller;
    }

    Target target() {
        return target;
    }

    /// Says which object it is about, once the body has told: failures name it.
    void about(String name) {
        target = target.named(name);
    }

    Resource resource() {
        return target.resource();
    }

    Parameters parameters() {
        return new Parameters(exchange);
    }

    /// How to write, as the query says; warnings go into the answer.
    WriteOptions write() {
        return parameters().write(warnings::add);
    }

    /// Answers with one object in the form that the client wants.
    void object(int status, ObjectNode object) throws IOException {
        warn();
        Answer.object(exchange, status, Accept.of(exchange).shape(), resource(), object);
    }

    /// Answers with a document that has one form only.
    void document(int status, ObjectNode document) throws IOException {
        warn();
        Answer.document(exchange, status, document);
    }

    private void warn() {
        if (warnings.isEmpty()) {
            return;
        }
        StringBuilder all = new StringBuilder();
        for (String warning : warnings) {
            String text = warning.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
            if (all.length() + text.length() > LONGEST_WARNING) {
                break;
            }
            all.append(all.isEmpty() ? "" : ", ")
                    .append("299 - \"")
                    .append(text)
                    .append('"');
        }
        exchange.set("Warning", all.toString());
    }
}
