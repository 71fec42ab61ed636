package naru.network;

/// A version of the internet protocol, and its words in nftables.
enum Family {
    /// IPv4.
    IPV4("IPv4", "ip", "ipv4_addr", "0.0.0.0"),
    /// IPv6.
    IPV6("IPv6", "ip6", "ipv6_addr", "::");

    private final String title;
    private final String word;
    private final String type;
    private final String any;

    Family(String title, String word, String type, String any) {
        this.title = title;
        this.word = word;
        this.type = type;
        this.any = any;
    }

    /// That of an address or subnet.
    static Family of(String text) {
        return text.indexOf(':') >= 0 ? IPV6 : IPV4;
    }

    /// For people.
    String title() {
        return title;
    }

    /// As tables and expressions name it.
    String word() {
        return word;
    }

    /// The type of its addresses.
    String type() {
        return type;
    }

    /// The address that stands for all of them.
    String any() {
        return any;
    }
}
