package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Map;
import naru.base.Fault;

/// kill(2), and the names of signals (signal(7)).
public final class Signals {
    /// Ends a process at once.
    public static final int SIGKILL = 9;
    /// Asks a process to end.
    public static final int SIGTERM = 15;

    private static final int LAST = 64;
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("TRAP", 5),
            Map.entry("ABRT", 6),
            Map.entry("BUS", 7),
            Map.entry("FPE", 8),
            Map.entry("KILL", SIGKILL),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", SIGTERM),
            Map.entry("CHLD", 17),
            Map.entry("CONT", 18),
            Map.entry("STOP", 19),
            Map.entry("TSTP", 20),
            Map.entry("TTIN", 21),
            Map.entry("TTOU", 22),
            Map.entry("URG", 23),
            Map.entry("XCPU", 24),
            Map.entry("XFSZ", 25),
            Map.entry("VTALRM", 26),
            Map.entry("PROF", 27),
            Map.entry("WINCH", 28),
            Map.entry("IO", 29),
            Map.entry("PWR", 30),
            Map.entry("SYS", 31),
            Map.entry("RTMIN", 34),
            Map.entry("RTMAX", LAST));
    private static final NativeFunction KILL = NativeFunction.of("kill");

    private Signals() {}

    /// A signal's number by its number or name, with or without `SIG`; another one is an INVALID fault.
    public static int number(String signal) {
        String name = signal.strip().toUpperCase(Locale.ROOT);
        if (name.matches("\\d{1,3}") && Integer.parseInt(name) >= 1 && Integer.parseInt(name) <= LAST) {
            return Integer.parseInt(name);
        }
        Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (number == null) {
            throw Fault.invalid("invalid signal: " + signal);
        }
        return number;
    }

    /// A signal's name by its number, such as `SIGTERM`; the number itself for one without a name.
    public static String name(int number) {
        return NUMBERS.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(entry -> "SIG" + entry.getKey())
                .findFirst()
                .orElse(Integer.toString(number));
    }

    /// Sends a signal; false if the process is gone.
    public static boolean send(int pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) KILL.call(state, pid, signal);
            if (result < 0 && Libc.errno(state) == Errno.ESRCH) {
                return false;
            }
            Libc.check(result, state, "kill", pid + ", " + signal);
            return true;
        }
    }
}
