package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.BOOLEAN;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.LONG;
import static akkord.protocol.config.ConfigType.STRING;

import java.util.List;

/** The table of broker settings about the node, its connections, requests, replication and quotas. */
final class BrokerNetworkKeys {

    private static final String UNBOUNDED = Integer.toString(Integer.MAX_VALUE);

    static final List<ConfigKey> ALL = List.of(
            key(
                            "broker.rack",
                            STRING,
                            null,
                            "Where the node stands (a rack, a zone): replicas of a partition are spread over different ones.")
                    .inEffect(),
            key("num.network.threads", INT, "3", "Threads that read requests from sockets and write answers to them.")
                    .atLeast(1)
                    .changeable(),
            key("num.io.threads", INT, "8", "Threads that may do blocking work for requests.")
                    .atLeast(1)
                    .changeable(),
            key("background.threads", INT, "10", "Threads for chores: retention, checkpoints, deletion of files.")
                    .atLeast(1)
                    .changeable(),
            key(
                            "socket.request.max.bytes",
                            INT,
                            "104857600",
                            "The largest request accepted, in bytes; checked before any of it is kept.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "socket.send.buffer.bytes",
                            INT,
                            "-1",
                            "Size of a socket's send buffer in bytes; -1 lets the system fit it to the connection.")
                    .atLeast(-1)
                    .inEffect(),
            key(
                            "socket.receive.buffer.bytes",
                            INT,
                            "102400",
                            "Size of a socket's receive buffer in bytes; -1 is the system's default.")
                    .atLeast(-1)
                    .inEffect(),
            key("socket.listen.backlog.size", INT, "50", "Connections the system queues before they are accepted.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "queued.max.requests",
                            INT,
                            "500",
                            "Requests that may wait for a thread before sockets are no longer read.")
                    .atLeast(1),
            key(
                            "queued.max.request.bytes",
                            LONG,
                            "-1",
                            "Bytes of requests that may wait before sockets are no longer read; -1 is no limit.")
                    .atLeast(-1),
            key(
                            "request.timeout.ms",
                            INT,
                            "30000",
                            "Milliseconds the node waits for an answer to its own requests to other nodes.")
                    .atLeast(1),
            key(
                            "fetch.max.bytes",
                            INT,
                            "57671680",
                            "The most an answer to one fetch may hold, in bytes; a first batch larger than that still goes out.")
                    .atLeast(1024)
                    .inEffect(),
            key(
                            "max.incremental.fetch.session.cache.slots",
                            INT,
                            "1000",
                            "Incremental fetch sessions a node remembers.")
                    .atLeast(0)
                    .inEffect(),
            key(
                            "max.request.partition.size.limit",
                            INT,
                            "2000",
                            "Partitions one request that lists partitions is answered with.")
                    .atLeast(1)
                    .inEffect(),
            key("max.connections", INT, UNBOUNDED, """
                    Connections a node accepts at a time. In a file, write this name in quotes: without them, a later \
                    `max.connections.per.ip` would replace it.""").atLeast(0).inEffect(),
            key("max.connections.per.ip", INT, UNBOUNDED, """
                    Connections a node accepts from one address at a time. In a file, write this name in quotes if you \
                    also set `max.connections.per.ip.overrides`.""").atLeast(0).inEffect(),
            key(
                            "max.connections.per.ip.overrides",
                            STRING,
                            "",
                            "Exceptions to `max.connections.per.ip`, as `host:count` pairs with commas between.")
                    .inEffect(),
            key("max.connection.creation.rate", INT, UNBOUNDED, "Connections a node accepts per second.")
                    .atLeast(0)
                    .changeable(),
            key("connections.max.idle.ms", LONG, "600000", "Milliseconds after which an idle connection is closed.")
                    .atLeast(-1)
                    .inEffect(),
            key(
                            "connection.failed.authentication.delay.ms",
                            INT,
                            "100",
                            "Milliseconds a connection is kept open after authentication failed, to slow down guessing.")
                    .atLeast(0),
            key(
                            "connections.max.reauth.ms",
                            LONG,
                            "0",
                            "Milliseconds after which an authenticated connection must authenticate again; 0 is never.")
                    .atLeast(0),
            key(
                    "controlled.shutdown.enable",
                    BOOLEAN,
                    "true",
                    "Whether a node that stops hands over its leaderships first."),
            key(
                            "replica.lag.time.max.ms",
                            LONG,
                            "30000",
                            "Milliseconds a follower may be behind before it leaves the in-sync replicas.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "replica.fetch.max.bytes",
                            INT,
                            "1048576",
                            "Bytes of one partition a follower asks for in one fetch; a larger first batch still comes.")
                    .atLeast(0)
                    .inEffect(),
            key(
                            "replica.fetch.response.max.bytes",
                            INT,
                            "10485760",
                            "Bytes a follower asks for in one fetch, all told.")
                    .atLeast(0)
                    .inEffect(),
            key("replica.fetch.min.bytes", INT, "1", "Bytes a leader waits for before it answers a follower.")
                    .atLeast(1)
                    .inEffect(),
            key("replica.fetch.wait.max.ms", INT, "500", "Milliseconds a leader may wait for them.")
                    .atLeast(0)
                    .inEffect(),
            key("replica.fetch.backoff.ms", INT, "1000", "Milliseconds a follower pauses after a fetch failed.")
                    .atLeast(0)
                    .inEffect(),
            key(
                            "replica.socket.timeout.ms",
                            INT,
                            "30000",
                            "Milliseconds a follower waits for an answer; at least `replica.fetch.wait.max.ms`.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "replica.socket.receive.buffer.bytes",
                            INT,
                            "65536",
                            "Size in bytes of the receive buffer of a follower's socket.")
                    .atLeast(-1)
                    .inEffect(),
            key(
                            "replica.high.watermark.checkpoint.interval.ms",
                            LONG,
                            "5000",
                            "Milliseconds between two writes of the high watermarks to disk.")
                    .atLeast(1)
                    .inEffect(),
            key(
                    "replica.selector.class",
                    STRING,
                    null,
                    "How a consumer is sent to a replica near it; unset, it reads from the leader."),
            key("num.replica.fetchers", INT, "1", "Connections over which a node fetches from each leader's node.")
                    .atLeast(1)
                    .changeable(),
            key(
                    "auto.leader.rebalance.enable",
                    BOOLEAN,
                    "true",
                    "Whether leadership returns to each partition's preferred replica by itself."),
            key(
                            "leader.imbalance.check.interval.seconds",
                            LONG,
                            "300",
                            "Seconds between two looks for leaders that are not the preferred ones.")
                    .atLeast(1),
            key("quota.window.num", INT, "11", "Windows that the measurement for client quotas remembers.")
                    .atLeast(1),
            key("quota.window.size.seconds", INT, "1", "Length of each of those windows, in seconds.")
                    .atLeast(1),
            key(
                            "replication.quota.window.num",
                            INT,
                            "11",
                            "Windows that the measurement for replication quotas remembers.")
                    .atLeast(1),
            key("replication.quota.window.size.seconds", INT, "1", "Length of each of those windows, in seconds.")
                    .atLeast(1),
            key(
                            "controller.quota.window.num",
                            INT,
                            "11",
                            "Windows that the measurement for quotas on changes of topics remembers.")
                    .atLeast(1),
            key("controller.quota.window.size.seconds", INT, "1", "Length of each of those windows, in seconds.")
                    .atLeast(1));

    private BrokerNetworkKeys() {}
}
