package naru.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.Callable;
import naru.base.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naru logs`: what the daemon in the background wrote.
@Command(
        name = "logs",
        description = "Show the daemon's log (DATA/daemon.log).",
        footer = {"%nExamples:", "  naru logs", "  naru logs -n 20 -f"})
final class Logs implements Callable<Integer> {
    private static final int BLOCK = 64 << 10;

    private final Root root;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            description = "How many of the last lines (200).")
    private int tail = 200;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines are written.")
    private boolean follow;

    Logs(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = root.instance().data().resolve("daemon.log");
        if (!Files.exists(file)) {
            throw Fault.notFound(
                    "there is no log at " + file + ": 'naru up' writes one; 'naru daemon' logs to the terminal");
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(start(log));
            copy(log);
            if (follow) {
                follow(file, log);
            }
        }
        return Exit.OK;
    }

    private void follow(Path file, RandomAccessFile log) throws IOException, InterruptedException {
        try (WatchService watch = file.getFileSystem().newWatchService()) {
            root.instance().data().register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!root.out.checkError()) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                if (log.length() < log.getFilePointer()) {
                    log.seek(0); // the log was begun anew
                }
                copy(log);
            }
        }
    }

    /// Where the last lines begin.
    private long start(RandomAccessFile log) throws IOException {
        long position = log.length();
        int lines = 0;
        byte[] block = new byte[BLOCK];
        while (position > 0) {
            int size = (int) Math.min(BLOCK, position);
            position -= size;
            log.seek(position);
            log.readFully(block, 0, size);
            for (int i = size - 1; i >= 0; i--) {
                if (block[i] == '\n' && lines++ == tail) {
                    return position + i + 1;
                }
            }
        }
        return 0;
    }

    private void copy(RandomAccessFile log) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int n = log.read(block); n > 0; n = log.read(block)) {
            root.out.write(block, 0, n);
        }
        root.out.flush();
    }
}
