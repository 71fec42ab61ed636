package naru.network;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// An answer of many kinds of records to a [DnsQuery] (RFC 1035 section 4, RFC 2782 for SRV); names are not compressed
/// but for the question's own. One thread makes it.
public final class DnsReply {
    /// Another name of this name.
    public static final int CNAME = 5;
    /// Who speaks for a zone.
    public static final int SOA = 6;
    /// Text.
    public static final int TXT = 16;
    /// Where a service is: host and port.
    public static final int SRV = 33;
    /// Whatever there is.
    public static final int ANY = 255;

    private static final int RESPONSE_AUTHORITATIVE = 0x8400;
    private static final int OPCODE_AND_RECURSION = 0x7900;
    private static final int RECURSION_AVAILABLE = 0x80;
    private static final int POINTER_TO_QUESTION = 0xc00c;
    private static final int SOA_REFRESH_SECONDS = 7200;
    private static final int SOA_RETRY_SECONDS = 1800;
    private static final int SOA_EXPIRE_SECONDS = 86_400;

    private final DnsQuery query;
    private final int ttl;
    private final Section answers = new Section();
    private final Section authorities = new Section();
    private final Section additional = new Section();

    /// One of the three lists of records of a message.
    private static final class Section {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int count;
    }

    /// Begins an answer whose records may be kept for `ttl` seconds.
    public DnsReply(DnsQuery query, int ttl) {
        this.query = query;
        this.ttl = ttl;
    }

    /// Adds an address of a name.
    public DnsReply address(String name, int address) {
        return add(answers, name, DnsQuery.A, four(address));
    }

    /// Adds an address that the answer's other records speak of.
    public DnsReply glue(String name, int address) {
        return add(additional, name, DnsQuery.A, four(address));
    }

    /// Adds that a name is another name of `target`.
    public DnsReply alias(String name, String target) {
        return add(answers, name, CNAME, name(target));
    }

    /// Adds the name of what the question is about.
    public DnsReply pointer(String target) {
        return add(answers, query.name(), DnsQuery.PTR, name(target));
    }

    /// Adds a place where a service is.
    public DnsReply service(int weight, int port, String target) {
        byte[] host = name(target);
        ByteBuffer data = ByteBuffer.allocate(6 + host.length);
        data.putShort((short) 0).putShort((short) weight).putShort((short) port).put(host);
        return add(answers, query.name(), SRV, data.array());
    }

    /// Adds a text of at most 255 characters.
    public DnsReply text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer data = ByteBuffer.allocate(1 + bytes.length);
        return add(
                answers,
                query.name(),
                TXT,
                data.put((byte) bytes.length).put(bytes).array());
    }

    /// Adds a record as it came from another server.
    public DnsReply record(String name, int type, byte[] data) {
        return add(answers, name, type, data);
    }

    /// Adds who speaks for the zone, which also says how long a "no" may be kept (RFC 2308).
    public DnsReply authority(String zone, int serial) {
        return add(authorities, zone, SOA, soa(zone, serial));
    }

    /// Adds who speaks for the zone, as what was asked for.
    public DnsReply origin(String zone, int serial) {
        return add(answers, zone, SOA, soa(zone, serial));
    }

    /// The finished message.
    public byte[] bytes(int code) {
        byte[] head = query.head();
        int size = head.length + answers.bytes.size() + authorities.bytes.size() + additional.bytes.size();
        ByteBuffer out = ByteBuffer.allocate(size).put(head);
        int flags = RESPONSE_AUTHORITATIVE | out.getShort(2) & OPCODE_AND_RECURSION | RECURSION_AVAILABLE | code;
        out.putShort(2, (short) flags).putShort(6, (short) answers.count);
        out.putShort(8, (short) authorities.count).putShort(10, (short) additional.count);
        for (Section section : List.of(answers, authorities, additional)) {
            out.put(section.bytes.toByteArray());
        }
        return out.array();
    }

    private DnsReply add(Section section, String owner, int type, byte[] data) {
        byte[] name = owner.equals(query.name())
                ? ByteBuffer.allocate(2).putShort((short) POINTER_TO_QUESTION).array()
                : name(owner);
        ByteBuffer record = ByteBuffer.allocate(name.length + 10 + data.length).put(name);
        record.putShort((short) type).putShort((short) 1).putInt(ttl);
        record.putShort((short) data.length).put(data);
        section.bytes.writeBytes(record.array());
        section.count++;
        return this;
    }

    private byte[] soa(String zone, int serial) {
        byte[] server = name("ns.dns." + zone);
        byte[] person = name("hostmaster." + zone);
        ByteBuffer data = ByteBuffer.allocate(server.length + person.length + 20)
                .put(server)
                .put(person);
        data.putInt(serial).putInt(SOA_REFRESH_SECONDS).putInt(SOA_RETRY_SECONDS);
        return data.putInt(SOA_EXPIRE_SECONDS).putInt(ttl).array();
    }

    private static byte[] four(int address) {
        return ByteBuffer.allocate(4).putInt(address).array();
    }

    private static byte[] name(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : text.toLowerCase(Locale.ROOT).split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        return out.toByteArray();
    }
}
