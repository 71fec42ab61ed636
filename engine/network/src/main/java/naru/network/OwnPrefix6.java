package naru.network;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Supplier;
import naru.store.Documents;
import naru.store.Records;

/// The unique local addresses that belong to an instance: a prefix with forty random bits (RFC 4193 section 3.2), made
/// when it is first needed and remembered. Safe for use by many threads.
final class OwnPrefix6 implements Supplier<Prefix6> {
    private static final String KEY = "own";
    private static final int RANDOM_BITS = 40;
    private static final int LENGTH = 48;

    private final Records<Stored> records;

    /// On disk.
    ///
    /// @param subnet a /48
    record Stored(String subnet) {
        Stored {
            Objects.requireNonNull(subnet, "subnet");
        }
    }

    OwnPrefix6(Documents documents) {
        records = new Records<>(
                documents,
                "prefix6",
                Stored.class,
                "networks with IPv6 need a subnet of your own choice (docker network create --ipv6 --subnet)");
    }

    /// INTERNAL if what is remembered cannot be read.
    @Override
    public synchronized Prefix6 get() {
        return records.get(KEY).map(stored -> Prefix6.parse(stored.subnet())).orElseGet(this::make);
    }

    private Prefix6 make() {
        BigInteger bits = new BigInteger(RANDOM_BITS, new SecureRandom());
        BigInteger base =
                BigInteger.valueOf(0xfd).shiftLeft(RANDOM_BITS).or(bits).shiftLeft(128 - LENGTH);
        Prefix6 made = new Prefix6(base, LENGTH);
        records.put(KEY, new Stored(made.toString()));
        return made;
    }
}
