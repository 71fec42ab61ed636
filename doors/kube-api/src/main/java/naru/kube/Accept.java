package naru.kube;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.http.Exchange;

/// The formats that a client takes, the most wanted first.
///
/// @param ranges the header's parts; empty for a client that takes anything
record Accept(List<Range> ranges) {
    private static final Set<String> META = Set.of("v1", "v1beta1");
    private static final Set<String> DISCOVERY = Set.of("v2", "v2beta1");

    /// One format, such as `application/json;as=Table;v=v1;g=meta.k8s.io`.
    ///
    /// @param media in small letters
    /// @param parameters without `q`
    /// @param weight from 0 to 1
    record Range(String media, Map<String, String> parameters, double weight) {
        private String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }

        private boolean json() {
            return media.equals("application/json") || media.equals("application/*") || media.equals("*/*");
        }

        private Optional<Shape> shape() {
            String version = parameter("v");
            boolean meta = parameter("g").equals("meta.k8s.io") && META.contains(version);
            return switch (parameter("as")) {
                case "" -> json() ? Optional.of(Shape.WHOLE) : Optional.empty();
                case "Table" -> json() && meta ? Optional.of(new Shape.Rows(version)) : Optional.empty();
                case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    json() && meta ? Optional.of(new Shape.Metadata(version)) : Optional.empty();
                default -> Optional.empty();
            };
        }
    }

    /// What the request's header says.
    static Accept of(Exchange exchange) {
        List<Range> ranges = new ArrayList<>();
        for (String header : exchange.headers().all("Accept")) {
            for (String part : header.split(",", -1)) {
                if (!part.isBlank()) {
                    ranges.add(range(part));
                }
            }
        }
        ranges.sort(Comparator.comparingDouble(Range::weight).reversed()); // stable: as sent otherwise
        return new Accept(List.copyOf(ranges));
    }

    private static Range range(String part) {
        String[] words = part.split(";", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].strip().split("=", 2);
            parameters.put(pair[0].strip().toLowerCase(Locale.ROOT), pair.length < 2 ? "" : pair[1].strip());
        }
        return new Range(words[0].strip().toLowerCase(Locale.ROOT), parameters, weight(parameters.remove("q")));
    }

    private static double weight(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? 1 : Math.clamp(Double.parseDouble(text), 0, 1);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /// The first form of objects that can be had.
    ///
    /// @throws NotAcceptable if none can
    Shape shape() {
        if (ranges.isEmpty()) {
            return Shape.WHOLE;
        }
        return ranges.stream()
                .filter(range -> range.weight > 0)
                .flatMap(range -> range.shape().stream())
                .findFirst()
                .orElseThrow(() -> new NotAcceptable("only the following media types are accepted: application/json"));
    }

    /// The version of aggregated discovery that is wanted before plain JSON; empty for plain.
    String discovery() {
        for (Range range : ranges) {
            if (range.json() && range.parameter("as").isEmpty()) {
                return "";
            }
            if (range.json()
                    && range.parameter("as").equals("APIGroupDiscoveryList")
                    && range.parameter("g").equals("apidiscovery.k8s.io")
                    && DISCOVERY.contains(range.parameter("v"))) {
                return range.parameter("v");
            }
        }
        return "";
    }

    /// Whether this very format is among them.
    boolean names(String media) {
        return ranges.stream().anyMatch(range -> range.media.equals(media));
    }

    /// Whether plain JSON is among them.
    boolean json() {
        return ranges.isEmpty()
                || ranges.stream()
                        .anyMatch(range -> range.json() && range.parameter("as").isEmpty());
    }
}
