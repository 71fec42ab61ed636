package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import naru.base.Fault.Kind;
import naru.store.kv.Watch.Event;
import org.junit.jupiter.api.Test;

/// What leases must do.
interface LeaseContract extends StoreUnderTest {
    @Test
    default void keysEndWithTheirLease() {
        long lease = store().grant(shortLease());
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            commit(List.of(), put("a", "1", lease), put("b", "2", 0), put("c", "3", lease));
            assertThat(get("a").lease()).isEqualTo(lease);
            List<Event> events = next(watch, 5);
            assertThat(events.subList(3, 5)).allSatisfy(event -> {
                assertThat(event.now()).isNull();
                assertThat(event.revision()).isEqualTo(events.get(3).revision());
            });
        }
        assertThat(texts(all())).containsExactly("b=2");
        assertFault(Kind.NOT_FOUND, () -> store().keepAlive(lease));
        assertFault(Kind.NOT_FOUND, () -> commit(List.of(), put("d", "4", lease)));
        assertThat(texts(all())).containsExactly("b=2");
    }

    @Test
    default void aLeaseThatIsKeptAliveGoesOn() {
        long kept = store().grant(shortLease());
        long other = store().grant(shortLease().multipliedBy(2));
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            commit(List.of(), put("kept", "1", kept), put("other", "2", other));
            next(watch, 2);
            int deleted = 0;
            while (deleted == 0) {
                store().keepAlive(kept);
                deleted = watch.next(Duration.ofMillis(20)).events().size();
            }
            assertThat(texts(all())).containsExactly("kept=1");
            assertThat(texts(next(watch, 1), store().revision())).containsExactly("-kept@0");
        }
    }

    @Test
    default void aRevokedLeaseTakesItsKeysAtOnce() {
        long lease = store().grant(Duration.ofHours(1));
        long base =
                commit(List.of(), put("a", "1", lease), put("b", "2", lease)).revision();
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            store().revoke(lease);
            assertThat(texts(next(watch, 2), base)).containsExactlyInAnyOrder("-a@1", "-b@1");
        }
        assertThat(all().count()).isZero();
        assertFault(Kind.NOT_FOUND, () -> store().revoke(lease));
        assertFault(Kind.NOT_FOUND, () -> store().keepAlive(lease));
    }

    @Test
    default void aKeyBelongsToTheLeaseItWasPutUnderLast() {
        long first = store().grant(Duration.ofHours(1));
        long second = store().grant(Duration.ofHours(1));
        commit(List.of(), put("a", "1", first), put("b", "1", first), put("c", "1", first));
        commit(List.of(), put("a", "2", second), put("b", "2", 0), delete("c"));
        put("c", "2");
        store().revoke(first);
        assertThat(texts(all())).containsExactly("a=2", "b=2", "c=2");
        store().revoke(second);
        assertThat(texts(all())).containsExactly("b=2", "c=2");
    }

    @Test
    default void aLeaseWithoutKeysMakesNoRevision() {
        long revision = put("a", "1");
        store().revoke(store().grant(Duration.ofHours(1)));
        assertThat(store().revision()).isEqualTo(revision);
        assertFault(Kind.INVALID, () -> store().grant(Duration.ZERO));
    }
}
