package akkord.sharding.client;

/** Where a node's gRPC services listen. */
public record ServerAddress(String host, int port) {

    /** @throws IllegalArgumentException unless {@code text} is HOST:PORT; an IPv6 host stands in brackets */
    public static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) throw notAnAddress(text);
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        else if (host.contains(":")) throw notAnAddress(text);
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (host.isEmpty() || port < 1 || port > 65_535) throw notAnAddress(text);
            return new ServerAddress(host, port);
        } catch (NumberFormatException noNumber) {
            throw notAnAddress(text);
        }
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("'" + text + "' is not an address: give HOST:PORT, like 127.0.0.1:8080");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
