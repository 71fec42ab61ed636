package naru.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// One container's owner: what is known of it, and who waits for it. Changes are made while its lock is held.
final class Unit {
    final ReentrantLock lock = new ReentrantLock();
    private final List<CompletableFuture<ExitResult>> exits = new ArrayList<>();
    private final List<CompletableFuture<ExitResult>> removals = new ArrayList<>();
    private final List<ConmonStreams> pending = new ArrayList<>();
    private final Company company = new Company();
    private volatile Kept kept;
    private volatile Health health = Health.NONE;
    private volatile boolean gone;
    private int removers;
    private @Nullable Thread tester;
    private @Nullable Thread restarter;

    Unit(Kept kept) {
        this.kept = kept;
    }

    Kept kept() {
        return kept;
    }

    /// Those who are attached to it.
    Company company() {
        return company;
    }

    void change(UnaryOperator<Kept> change) {
        kept = change.apply(kept);
    }

    boolean isAlive() {
        return kept.state() instanceof State.Running || kept.state() instanceof State.Paused;
    }

    int pid() {
        return switch (kept.state()) {
            case State.Running running -> running.pid();
            case State.Paused paused -> paused.pid();
            case State.Created _, State.Restarting _, State.Exited _ -> 0;
        };
    }

    /// Whether its process is there no more, although nobody may have told of its end yet.
    boolean hasEnded() {
        return hasEnded(pid());
    }

    /// As the other, of the process that it had a while ago. One that is about to end has no root any more.
    static boolean hasEnded(int pid) {
        return !Files.exists(Path.of("/proc/" + pid + "/root"));
    }

    Health health() {
        return health;
    }

    void health(Health other) {
        health = other;
    }

    /// Waits until whoever changes it now is done.
    void settle() {
        lock.lock();
        lock.unlock();
    }

    /// Takes the lock of a container that is to be changed; NOT_FOUND if it was removed before its turn came.
    void enter() {
        lock.lock();
        if (gone) {
            lock.unlock();
            throw Fault.notFound("No such container: " + kept.id());
        }
    }

    boolean isGone() {
        return gone;
    }

    void markGone() {
        gone = true;
    }

    /// Whether somebody is removing it: it is not to be started. Its lock is held.
    boolean isLeaving() {
        return removers > 0;
    }

    /// One more who is removing it, or one less. Its lock is held.
    void leaving(int more) {
        removers += more;
    }

    /// The thread that tests its health; the one before it is ended.
    void tester(@Nullable Thread other) {
        if (tester != null) {
            tester.interrupt();
        }
        tester = other;
    }

    /// The thread that will start it again; the one before it is ended.
    void restarter(@Nullable Thread other) {
        if (restarter != null && !restarter.equals(Thread.currentThread())) {
            restarter.interrupt();
        }
        restarter = other;
    }

    synchronized CompletableFuture<ExitResult> nextExit() {
        CompletableFuture<ExitResult> future = new CompletableFuture<>();
        exits.add(future);
        return future;
    }

    synchronized CompletableFuture<ExitResult> removal() {
        CompletableFuture<ExitResult> future = new CompletableFuture<>();
        removals.add(future);
        return future;
    }

    void tellExit(ExitResult result) {
        take(exits).forEach(future -> future.complete(result));
    }

    void tellRemoval(ExitResult result) {
        tellExit(result);
        take(removals).forEach(future -> future.complete(result));
    }

    private synchronized List<CompletableFuture<ExitResult>> take(List<CompletableFuture<ExitResult>> from) {
        List<CompletableFuture<ExitResult>> taken = new ArrayList<>(from);
        from.clear();
        return taken;
    }

    synchronized void await(ConmonStreams streams) {
        pending.add(streams);
    }

    synchronized List<ConmonStreams> takePending() {
        List<ConmonStreams> taken = new ArrayList<>(pending);
        pending.clear();
        return taken;
    }

    ExitResult lastExit() {
        return switch (kept.state()) {
            case State.Exited exited -> new ExitResult(exited.exitCode(), exited.error());
            case State.Restarting restarting -> new ExitResult(restarting.exitCode(), "");
            case State.Created created -> new ExitResult(created.exitCode(), created.error());
            case State.Running _, State.Paused _ -> new ExitResult(0, "");
        };
    }
}
