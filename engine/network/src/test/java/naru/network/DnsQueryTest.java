package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsQueryTest {
    @Test
    void answersCarryTheQuestionAndTheAddresses() {
        byte[] question = DnsMessages.question("db.shop", DnsQuery.A);
        DnsQuery query = DnsQuery.read(question).orElseThrow();
        assertThat(query.name()).isEqualTo("db.shop");
        byte[] answer = query.answer(List.of(new byte[] {10, 61, 0, 2}, new byte[] {10, 61, 0, 3}));
        assertThat(Arrays.copyOf(answer, 2)).isEqualTo(Arrays.copyOf(question, 2));
        assertThat(answer[2] & 0x80).isEqualTo(0x80);
        assertThat(DnsMessages.addresses(answer, question)).containsExactly("10.61.0.2", "10.61.0.3");
        assertThat(DnsMessages.code(query.answer(DnsQuery.NO_NAME))).isEqualTo(3);
    }

    @Test
    void reverseNamesAreAddresses() {
        byte[] question = DnsMessages.question("2.0.61.10.in-addr.arpa", DnsQuery.PTR);
        DnsQuery query = DnsQuery.read(question).orElseThrow();
        assertThat(query.reverseAddress()).contains(Cidr.address("10.61.0.2"));
        assertThat(query.answer("web.shop")).containsSequence(new byte[] {3, 'w', 'e', 'b', 4, 's', 'h', 'o', 'p', 0});
    }

    @Test
    void malformedMessagesAreIgnored() {
        byte[] good = DnsMessages.question("db.shop", DnsQuery.A);
        for (int length = 0; length < good.length; length++) {
            assertThat(DnsQuery.read(Arrays.copyOf(good, length))).isEmpty();
        }
        byte[] response = good.clone();
        response[2] |= (byte) 0x80;
        assertThat(DnsQuery.read(response)).isEmpty();
        byte[] pointer = good.clone();
        pointer[12] = (byte) 0xc0;
        assertThat(DnsQuery.read(pointer)).isEmpty();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            DnsQuery.read(noise).ifPresent(query -> assertThat(query.answer(0)).isNotEmpty());
        }
    }
}
