package akkord.sharding.settings;

/** An address as people write it. */
public record HostPort(String host, int port) {

    /** @throws IllegalArgumentException unless {@code text} is {@code host:port} with a port of 1 to 65535 */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String digits = colon < 0 ? "" : text.substring(colon + 1);
        if (colon <= 0 || !digits.matches("\\d{1,5}"))
            throw new IllegalArgumentException("\"" + text + "\" is not HOST:PORT");
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535)
            throw new IllegalArgumentException("port " + port + " of \"" + text + "\" is not between 1 and 65535");
        return new HostPort(text.substring(0, colon), port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
