package naru.cluster.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import naru.cluster.object.ListOptions;
import naru.cluster.object.WriteOptions;

/// The query of a request.
final class Parameters {
    private final StringBuilder text = new StringBuilder();

    static String of(ListOptions options, boolean watch) {
        Parameters query = new Parameters()
                .add("labelSelector", options.labelSelector())
                .add("fieldSelector", options.fieldSelector())
                .add("limit", options.limit() == 0 ? "" : Integer.toString(options.limit()))
                .add("continue", options.continued())
                .add("resourceVersion", options.resourceVersion())
                .add("resourceVersionMatch", options.exact() ? "Exact" : "")
                .add("watch", watch ? "true" : "")
                .add("allowWatchBookmarks", watch && options.bookmarks() ? "true" : "");
        return query.text.toString();
    }

    /// @param apply whether taking fields over may be asked for
    static String of(WriteOptions options, boolean apply) {
        String validation = options.validation().name();
        Parameters query = new Parameters()
                .add("fieldManager", options.fieldManager())
                .add("dryRun", options.dryRun() ? "All" : "")
                .add("force", apply ? Boolean.toString(options.force()) : "")
                .add(
                        "fieldValidation",
                        validation.charAt(0) + validation.substring(1).toLowerCase(Locale.ROOT));
        return query.text.toString();
    }

    private Parameters add(String name, String value) {
        if (!value.isEmpty()) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(encode(value));
        }
        return this;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
