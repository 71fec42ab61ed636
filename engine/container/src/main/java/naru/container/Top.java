package naru.container;

import java.util.List;

/// The processes of a container, as ps(1) lists them.
public record Top(List<String> titles, List<List<String>> processes) {}
