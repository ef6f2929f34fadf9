package akkord.protocol.door.kafka;

import akkord.protocol.door.kafka.connection.Listener;
import akkord.protocol.door.kafka.connection.Services;
import akkord.protocol.door.kafka.connection.TransferCounters;
import akkord.protocol.door.kafka.handler.KafkaDoorContext;
import akkord.protocol.door.kafka.handler.RequestTable;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A port that speaks Kafka's protocol. */
public final class KafkaDoor {

    private static final long WORKER_IDLE_SECONDS = 30;

    private final Listener listener;
    private final ThreadPoolExecutor workers;
    private final TransferCounters counters;

    private KafkaDoor(Listener listener, ThreadPoolExecutor workers, TransferCounters counters) {
        this.listener = listener;
        this.workers = workers;
        this.counters = counters;
    }

    /**
     * Opens the port; 0 takes any free one. Fails with {@link java.io.IOException} when it cannot be had.
     *
     * @param host the address to listen on
     */
    public static CompletionStage<KafkaDoor> bind(
            KafkaDoorContext context, KafkaDoorSettings settings, String host, int port) {
        return prepare(context, settings).bind(new InetSocketAddress(host, port));
    }

    /** Makes everything but the port, so that a node can do it while it waits for something else. */
    public static Prepared prepare(KafkaDoorContext context, KafkaDoorSettings settings) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                settings.workers(),
                settings.workers(),
                WORKER_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.workersWaitingMax()),
                new DefaultThreadFactory("akkord-kafka-worker", true));
        workers.allowCoreThreadTimeOut(true);
        TransferCounters counters = new TransferCounters();
        RequestTable table = new RequestTable(context, settings.topicWaitMax());
        Services services = new Services(table, workers, new WelcomePage(context), counters);
        return new Prepared(settings, services, workers, counters);
    }

    /** A door without a port; it holds no thread until there is one. */
    public static final class Prepared {

        private final KafkaDoorSettings settings;
        private final Services services;
        private final ThreadPoolExecutor workers;
        private final TransferCounters counters;

        private Prepared(
                KafkaDoorSettings settings, Services services, ThreadPoolExecutor workers, TransferCounters counters) {
            this.settings = settings;
            this.services = services;
            this.workers = workers;
            this.counters = counters;
        }

        /** Opens the port, as {@link KafkaDoor#bind}. */
        public CompletionStage<KafkaDoor> bind(InetSocketAddress address) {
            return Listener.bind(settings.listener(), services, settings.transport(), address)
                    .thenApply(listener -> new KafkaDoor(listener, workers, counters))
                    .whenComplete((door, failure) -> {
                        if (failure != null) workers.shutdown();
                    });
        }
    }

    public int port() {
        return listener.port();
    }

    public int openConnections() {
        return listener.openConnections();
    }

    public TransferCounters counters() {
        return counters;
    }

    /** Takes nothing more, answers what is under way within the drain timeout, then closes everything. */
    public CompletionStage<Void> close() {
        return listener.close().whenComplete((closed, failure) -> workers.shutdown());
    }
}
