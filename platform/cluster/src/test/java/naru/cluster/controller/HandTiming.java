package naru.cluster.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import naru.cluster.informer.Timing;

/// Time that goes on when the test says so; what is due meanwhile is done, in order, by the caller.
public final class HandTiming implements Timing {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Instant began = Instant.parse("2030-01-01T00:00:00Z");
    private long nanos;
    private long numbers;

    private record Task(long due, long number, Runnable task) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(number, other.number);
        }
    }

    @Override
    public synchronized Instant now() {
        return began.plusNanos(nanos);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        tasks.add(new Task(nanos + Math.max(0, delay.toNanos()), numbers++, task));
    }

    /// Lets time go on by so much, step by step from one thing that is due to the next.
    public void advance(Duration by) {
        long until = nanos() + by.toNanos();
        for (Runnable next = due(until); next != null; next = due(until)) {
            next.run();
        }
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }

    private synchronized @org.jspecify.annotations.Nullable Runnable due(long until) {
        Task first = tasks.peek();
        if (first == null || first.due() > until) {
            nanos = until;
            return null;
        }
        tasks.poll();
        nanos = Math.max(nanos, first.due());
        return first.task();
    }

    /// How many things are to be done later.
    public synchronized List<Duration> waiting() {
        List<Duration> all = new ArrayList<>();
        tasks.forEach(one -> all.add(Duration.ofNanos(one.due() - nanos)));
        return all;
    }
}
