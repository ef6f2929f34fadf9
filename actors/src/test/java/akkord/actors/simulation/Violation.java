package akkord.actors.simulation;

/** A promise was broken, in the world of one seed. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what);
    }
}
