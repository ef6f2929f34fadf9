package akkord.actors.door;

/** The same over the JDK's own sockets. */
class HostilePeersNioTest extends HostilePeersTest {

    @Override
    String transport() {
        return "nio";
    }
}
