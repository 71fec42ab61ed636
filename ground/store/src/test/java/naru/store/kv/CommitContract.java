package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static naru.store.kv.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault.Kind;
import naru.store.kv.KeyValues.Entry;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Outcome;
import naru.store.kv.KeyValues.Put;
import org.junit.jupiter.api.Test;

/// What changing must do.
interface CommitContract extends StoreUnderTest {
    @Test
    default void anEntryKnowsItsRevisions() {
        long made = put("a", "1");
        long changed = put("a", "2");
        Entry entry = get("a");
        assertThat(entry.createRevision()).isEqualTo(made);
        assertThat(entry.modRevision()).isEqualTo(changed);
        assertThat(entry.version()).isEqualTo(2);
        assertThat(entry.lease()).isZero();
        commit(List.of(), delete("a"));
        long again = put("a", "3");
        assertThat(get("a").createRevision()).isEqualTo(again);
        assertThat(get("a").version()).isEqualTo(1);
    }

    @Test
    default void anythingIsAValue() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        commit(List.of(), new Put(key("bytes"), all, 0), new Put(key("empty"), new byte[0], 0));
        assertThat(get("bytes").value()).isEqualTo(all);
        assertThat(get("empty").value()).isEmpty();
    }

    @Test
    default void conditionsCompareTheLatestRevision() {
        assertThat(commit(List.of(unchanged("a", 0)), put("a", "1", 0)).succeeded())
                .isTrue();
        long first = get("a").modRevision();
        Outcome exists = commit(List.of(unchanged("a", 0)), put("a", "2", 0));
        assertThat(exists.succeeded()).isFalse();
        assertThat(exists.revision()).isEqualTo(first);
        assertThat(commit(List.of(unchanged("a", first)), put("a", "3", 0)).succeeded())
                .isTrue();
        assertThat(commit(List.of(unchanged("a", first)), put("a", "4", 0)).succeeded())
                .isFalse();
        assertThat(texts(all())).containsExactly("a=3");
        commit(List.of(), delete("a"));
        assertThat(commit(List.of(unchanged("a", 0)), put("a", "5", 0)).succeeded())
                .isTrue();
    }

    @Test
    default void severalKeysChangeAsOneRevisionOrNotAtAll() {
        long first = put("a", "1");
        Outcome both = commit(
                List.of(unchanged("a", first), unchanged("b", 0)), delete("a"), put("b", "2", 0), put("c", "3", 0));
        assertThat(both.succeeded()).isTrue();
        assertThat(both.revision()).isEqualTo(first + 1);
        assertThat(get("b").modRevision()).isEqualTo(get("c").modRevision()).isEqualTo(both.revision());
        Outcome none = commit(List.of(unchanged("b", both.revision()), unchanged("c", 1)), delete("b"), delete("c"));
        assertThat(none.succeeded()).isFalse();
        assertThat(texts(all())).containsExactly("b=2", "c=3");
        assertThat(store().revision()).isEqualTo(both.revision());
    }

    @Test
    default void whatHasNoEffectMakesNoRevision() {
        long revision = put("a", "1");
        Outcome nothing = commit(List.of(), delete("b"));
        assertThat(nothing.succeeded()).isTrue();
        assertThat(nothing.revision()).isEqualTo(revision);
        assertThat(commit(List.of()).revision()).isEqualTo(revision);
        assertThat(put("a", "1")).isEqualTo(revision + 1);
    }

    @Test
    default void aCommitThatBreaksTheRulesChangesNothing() {
        assertFault(Kind.INVALID, () -> commit(List.of(), put("a", "1", 0), delete("a")));
        assertFault(Kind.INVALID, () -> commit(List.of(), put("\u00fc", "1", 0)));
        assertFault(Kind.INVALID, () -> store().commit(List.of(), List.of(new Put("", bytes("1"), 0))));
        assertFault(Kind.TOO_LARGE, () -> commit(List.of(), new Put(key("a"), new byte[KeyValues.MAX_BYTES], 0)));
        List<Operation> many = new ArrayList<>();
        for (int i = 0; i <= KeyValues.MAX_OPERATIONS; i++) {
            many.add(put("k" + i, "v", 0));
        }
        assertFault(Kind.TOO_LARGE, () -> store().commit(List.of(), many));
        assertThat(all().count()).isZero();
    }

    @Test
    default void aCommitAtTheLimitsIsTaken() {
        List<KeyValues.Condition> conditions = new ArrayList<>();
        List<Operation> operations = new ArrayList<>();
        int each = KeyValues.MAX_BYTES / KeyValues.MAX_OPERATIONS - 100;
        for (int i = 0; i < KeyValues.MAX_OPERATIONS; i++) {
            conditions.add(unchanged("k" + i, 0));
            operations.add(new Put(key("k" + i), new byte[each], 0));
        }
        assertThat(store().commit(conditions, operations).succeeded()).isTrue();
        assertThat(all().count()).isEqualTo(KeyValues.MAX_OPERATIONS);
    }
}
