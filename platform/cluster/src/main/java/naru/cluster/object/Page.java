package naru.cluster.object;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Objects of one state.
///
/// @param items by namespace and name
/// @param resourceVersion the state's version: watch from here
/// @param continued where the next page begins; empty on the last one
/// @param remaining how many are on further pages; -1 when unknown (selectors), 0 on the last page
public record Page(List<ObjectNode> items, String resourceVersion, String continued, long remaining) {}
