package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import naru.base.Fault.Kind;
import org.junit.jupiter.api.Test;

/// What reading must do.
interface RangeContract extends StoreUnderTest {
    @Test
    default void aRangeIsInKeyOrderAndWithoutItsEnd() {
        put("b", "2");
        put("a", "1");
        put("a/x", "3");
        put("c", "4");
        assertThat(texts(all())).containsExactly("a=1", "a/x=3", "b=2", "c=4");
        assertThat(texts(store().range(key("a"), key("b"), 0, 0))).containsExactly("a=1", "a/x=3");
        assertThat(texts(store().get(key("b")))).containsExactly("b=2");
        assertThat(store().range(key("c"), key("a"), 0, 0).entries()).isEmpty();
        assertThat(store().range(key("b"), key("b"), 0, 0).count()).isZero();
    }

    @Test
    default void aLimitLeavesTheCount() {
        for (int i = 0; i < 7; i++) {
            put("k" + i, "v");
        }
        KeyValues.Range page = store().range(prefix(), end(), 3, 0);
        assertThat(texts(page)).containsExactly("k0=v", "k1=v", "k2=v");
        assertThat(page.count()).isEqualTo(7);
        assertThat(store().range(key("k2") + "\0", end(), 100, 0).count()).isEqualTo(4);
    }

    @Test
    default void pagesAtOneRevisionDoNotSeeWhatHappensMeanwhile() {
        for (int i = 0; i < 6; i++) {
            put("k" + i, "old");
        }
        KeyValues.Range first = store().range(prefix(), end(), 3, 0);
        put("k3", "new");
        commit(List.of(), delete("k4"), put("k9", "new", 0));
        KeyValues.Range second = store().range(key("k2") + "\0", end(), 3, first.revision());
        assertThat(texts(second)).containsExactly("k3=old", "k4=old", "k5=old");
        assertThat(second.count()).isEqualTo(3);
        assertThat(second.revision()).isEqualTo(first.revision());
        assertThat(texts(all())).containsExactly("k0=old", "k1=old", "k2=old", "k3=new", "k5=old", "k9=new");
    }

    @Test
    default void theLatestRevisionIsRead() {
        long before = store().revision();
        long revision = put("a", "1");
        assertThat(revision).isEqualTo(before + 1);
        assertThat(store().revision()).isEqualTo(revision);
        assertThat(store().get(key("none")).revision()).isEqualTo(revision);
        assertThat(store().range(prefix(), end(), 0, revision).revision()).isEqualTo(revision);
    }

    @Test
    default void aRevisionThatHasNotHappenedIsInvalid() {
        long revision = put("a", "1");
        assertFault(Kind.INVALID, () -> store().range(prefix(), end(), 0, revision + 1_000));
    }

    @Test
    default void whatWasCompactedIsGone() {
        long first = put("a", "1");
        long second = put("a", "2");
        put("a", "3");
        store().compact(second);
        assertFault(Kind.GONE, () -> store().range(prefix(), end(), 0, first));
        assertThat(texts(store().range(prefix(), end(), 0, second))).containsExactly("a=2");
        assertThat(texts(all())).containsExactly("a=3");
        assertFault(Kind.GONE, () -> store().compact(first));
        assertFault(Kind.INVALID, () -> store().compact(second + 1_000));
    }
}
