package akkord.actors.door;

/** The same over the JDK's own sockets. */
class KafkaConnectionNioTest extends KafkaConnectionTest {

    @Override
    String transport() {
        return "nio";
    }
}
