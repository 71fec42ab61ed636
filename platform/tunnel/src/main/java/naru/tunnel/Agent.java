package naru.tunnel;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import naru.base.Fault;
import naru.tunnel.mux.MuxStream;
import naru.tunnel.mux.Session;
import org.jspecify.annotations.Nullable;

/// The private side of a tunnel: keeps one connection to the relay and passes its requests on to one local address.
///
/// ```java
/// Token token = Token.parse(text);
/// AgentConfig config = AgentConfig.of("relay.example.org", 7081, token, Optional.of("shop"), "127.0.0.1", 8080);
/// try (Agent agent = Agent.start(config, state -> System.out.println(state))) {
///     agent.awaitOnline(Duration.ofSeconds(10)).url(); // http://shop.example.org
///     agent.awaitEnd(); // it reconnects by itself; ends when closed, or refused for good
/// }
/// ```
///
/// Safe for use by many threads.
public final class Agent implements AutoCloseable {
    private static final int MAX_STREAMS = 1_024;

    private final AgentConfig config;
    private final Dialler dialler;
    private final Inspector inspector;
    private final Consumer<AgentState> listener;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private AgentState state = new AgentState.Connecting(1);
    private @Nullable Session session;
    private @Nullable String resume;
    private boolean closing;
    private boolean endTold;

    private Agent(AgentConfig config, Consumer<AgentState> listener) {
        this.config = config;
        this.listener = listener;
        this.dialler = new Dialler(config);
        this.inspector = new Inspector(config.recent());
    }

    /// Starts dialling in the background. `listener` hears of every change, from the agent's thread: it must not
    /// wait.
    public static Agent start(AgentConfig config, Consumer<AgentState> listener) {
        Agent agent = new Agent(config, listener);
        Thread.ofVirtual().name("tunnel-agent").start(agent::run);
        return agent;
    }

    /// Where it stands now.
    public AgentState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /// The latest requests, oldest first, secrets replaced.
    public List<RequestRecord> recent() {
        return inspector.recent();
    }

    /// Waits until the name answers. Refused for good: FORBIDDEN or UNAUTHORIZED; not within `patience`:
    /// UNAVAILABLE.
    public AgentState.Online awaitOnline(Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!isOver() && !(state instanceof AgentState.Online) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return switch (state) {
                case AgentState.Online online -> online;
                case AgentState.Failed(String why) -> throw Fault.forbidden(why);
                case AgentState.Away(String why, Duration _) -> throw Fault.unavailable("no tunnel yet: " + why, null);
                case AgentState.Closed _ -> throw Fault.conflict("the agent is closed");
                case AgentState.Connecting _ ->
                    throw Fault.unavailable(
                            "the relay at " + config.relayHost() + ":" + config.relayPort() + " did not answer yet",
                            null);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the agent has stopped, closed or refused for good, and the listener has heard of it: a program may
    /// end with what this answers, and what its listener prints has been printed.
    public AgentState awaitEnd() throws InterruptedException {
        lock.lock();
        try {
            while (!endTold) {
                changed.await();
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return isEnd(state);
    }

    private static boolean isEnd(AgentState state) {
        return state instanceof AgentState.Closed || state instanceof AgentState.Failed;
    }

    private void run() {
        while (!isClosing()) {
            become(new AgentState.Connecting(backoff.failures() + 1));
            String why;
            try {
                why = connected(dialler.dial(resume));
            } catch (Fault e) {
                if (e.kind() == Fault.Kind.FORBIDDEN || e.kind() == Fault.Kind.UNAUTHORIZED) {
                    become(new AgentState.Failed(e.sentence()));
                    return;
                }
                why = e.sentence();
            } catch (IOException e) {
                why = "the relay at " + config.relayHost() + ":" + config.relayPort() + " cannot be reached: "
                        + e.getMessage();
            }
            pause(why, backoff.next());
        }
    }

    /// Serves one session to its end; why it ended.
    private String connected(Dialler.Connection connection) {
        List<String> reasons = new CopyOnWriteArrayList<>();
        Session fresh = new Session(
                connection.socket(),
                connection.raw(),
                connection.in(),
                config.heartbeat(),
                MAX_STREAMS,
                new Session.Listener() {
                    @Override
                    public void opened(MuxStream stream, byte[] about) {
                        LocalCall call = new LocalCall(stream, config, inspector.tap());
                        Thread.ofVirtual().name("tunnel-call").start(call::run);
                    }

                    @Override
                    public void goingAway(String why) {
                        reasons.add(why);
                    }

                    @Override
                    public void closed(String why) {
                        reasons.add(why);
                    }
                });
        resume = connection.welcome().resume();
        begin(fresh, connection.welcome());
        fresh.awaitEnd(Duration.ofDays(36_500));
        return reasons.isEmpty() ? "the connection ended" : reasons.getFirst();
    }

    private void begin(Session fresh, Greeting.Welcome welcome) {
        lock.lock();
        try {
            session = fresh;
        } finally {
            lock.unlock();
        }
        fresh.start();
        backoff.reset();
        become(new AgentState.Online(welcome.name(), welcome.url(), Instant.now()));
        if (isClosing()) {
            fresh.close("closed");
        }
    }

    private void pause(String why, Duration delay) {
        become(new AgentState.Away(why, delay));
        long left = delay.toNanos();
        lock.lock();
        try {
            while (!closing && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void become(AgentState next) {
        lock.lock();
        try {
            if (isOver() || closing && !(next instanceof AgentState.Closed)) {
                return;
            }
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            listener.accept(next);
        } finally {
            told(next);
        }
    }

    private void told(AgentState next) {
        lock.lock();
        try {
            endTold |= isEnd(next);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Stops: the relay sends nothing new, requests under way may end within the drain time. Harmless when
    /// repeated.
    @Override
    public void close() {
        Session last;
        lock.lock();
        try {
            closing = true;
            last = session;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.goAway("the agent stops");
            last.drain(config.drain());
            last.close("closed");
        }
        become(new AgentState.Closed());
    }
}
