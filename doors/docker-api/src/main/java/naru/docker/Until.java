package naru.docker;

import java.time.Instant;
import java.util.Optional;

/// The `until` filter of prunes: only what was created before it.
///
/// @param moment the limit, or empty for none
record Until(Optional<Instant> moment) {
    static Until of(Filters filters) {
        return new Until(filters.all("until").stream().findFirst().flatMap(text -> GoTime.moment(text, Instant.now())));
    }

    boolean before(Instant created) {
        return moment.map(created::isBefore).orElse(true);
    }
}
