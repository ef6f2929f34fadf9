package akkord.protocol.door.kafka;

import akkord.protocol.door.kafka.connection.Page;
import akkord.protocol.door.kafka.handler.KafkaDoorContext;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;

/** What a browser on the Kafka port is shown: what this is, that it runs, and where the rest is. */
final class WelcomePage implements Page {

    private final KafkaDoorContext context;

    WelcomePage(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public String html() {
        MetadataImage image = context.metadata().image();
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Akkord node %1$d</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:4em auto;padding:0 1em}</style></head>
                <body><h1>Akkord runs</h1>
                <p>This is node %1$d of the cluster <code>%2$s</code>, Akkord %3$s, a partitioned commit log.
                It has %4$d nodes and %5$d topics.</p>
                <p>You have reached its <strong>Kafka port</strong>, which speaks Apache Kafka's protocol, not HTTP:
                point a Kafka client here (<code>bootstrap.servers</code>).</p>
                <p>gRPC: %6$s. On the command line: <code>akkord --help</code>.</p>
                </body></html>
                """.formatted(
                        context.nodeId(),
                        escaped(image.clusterId()),
                        escaped(context.version()),
                        image.nodes().size(),
                        image.topics().size(),
                        escaped(grpc(image)));
    }

    @Override
    public String sentence() {
        return "this is the Kafka port of Akkord node " + context.nodeId() + "; gRPC: "
                + grpc(context.metadata().image());
    }

    private String grpc(MetadataImage image) {
        NodeImage self = image.nodes().get(context.nodeId());
        return self == null ? "not known yet" : self.host() + ":" + self.grpcPort();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
