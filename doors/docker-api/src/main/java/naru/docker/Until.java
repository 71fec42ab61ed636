package naru.docker;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// The `until` filter of prunes: only what was created before it.
///
/// @param moment the limit, or empty for none
record Until(Optional<Instant> moment) {
    static Until of(Filters filters) {
        return of(filters, "until");
    }

    /// The same by other names, of which the first that was given counts.
    static Until of(Filters filters, String... names) {
        return new Until(Stream.of(names)
                .flatMap(name -> filters.all(name).stream())
                .findFirst()
                .flatMap(text -> GoTime.moment(text, Instant.now())));
    }

    boolean before(Instant created) {
        return moment.map(created::isBefore).orElse(true);
    }
}
