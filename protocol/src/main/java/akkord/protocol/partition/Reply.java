package akkord.protocol.partition;

/**
 * Where the answer to a node-local command goes. Called once, from the partition's thread: it must not
 * block and must not throw. (An {@code ActorRef} would cost an actor a request: the doors are not actors.)
 */
@FunctionalInterface
public interface Reply<T> {

    void send(T answer);
}
