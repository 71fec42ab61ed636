package naru.pipeline.run;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import naru.pipeline.script.Position;
import org.jspecify.annotations.Nullable;

/// Counts the tests of JUnit's XML reports. Document types and entities are refused. Used by one thread at a time.
final class Reports {
    private static final int MOST_NAMES = 50;
    private static final XMLInputFactory XML = XMLInputFactory.newFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private final List<String> names = new ArrayList<>();
    private int total;
    private int failed;
    private int skipped;

    int total() {
        return total;
    }

    int failed() {
        return failed;
    }

    int skipped() {
        return skipped;
    }

    /// The first failed tests' names.
    List<String> names() {
        return names;
    }

    /// What the `junit` step answers.
    Map<@Nullable Object, @Nullable Object> summary() {
        Map<@Nullable Object, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("totalCount", total);
        summary.put("failCount", failed);
        summary.put("skipCount", skipped);
        summary.put("passCount", total - failed - skipped);
        return summary;
    }

    void add(String file, String text, Position at) {
        try {
            XMLStreamReader reader;
            synchronized (XML) {
                reader = XML.createXMLStreamReader(new StringReader(text));
            }
            read(reader);
        } catch (XMLStreamException e) {
            throw new naru.pipeline.script.ScriptFailure(
                    "hudson.AbortException", file + " is not a JUnit report: " + e.getMessage(), at, e);
        }
    }

    private void read(XMLStreamReader reader) throws XMLStreamException {
        String name = "";
        boolean open = false;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (reader.getLocalName()) {
                    case "testcase" -> {
                        total++;
                        open = true;
                        name = attribute(reader, "classname") + " " + attribute(reader, "name");
                    }
                    case "failure", "error" -> {
                        if (open) {
                            open = false;
                            fail(name.strip());
                        }
                    }
                    case "skipped" -> skipped += open ? 1 : 0;
                    default -> {} // suites, properties and output say nothing of a test's end
                }
            }
        }
    }

    private static String attribute(XMLStreamReader reader, String attribute) {
        String value = reader.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }

    private void fail(String name) {
        failed++;
        if (names.size() < MOST_NAMES) {
            names.add(name);
        }
    }
}
