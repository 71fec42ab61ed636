package naru.network.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LargeBuffersTest {
    @Test
    void nobodyHasTheSameAndThereAreOnlyAFew() {
        LargeBuffers buffers = new LargeBuffers();
        Set<ByteBuffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < LargeBuffers.COUNT; i++) {
            assertThat(taken.add(buffers.take())).isTrue();
        }
        assertThat(buffers.take()).isNull();
        ByteBuffer one = taken.iterator().next();
        buffers.giveBack(one);
        assertThat(buffers.take()).isSameAs(one);
        assertThat(buffers.take()).isNull();
    }
}
