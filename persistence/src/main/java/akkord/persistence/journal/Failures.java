package akkord.persistence.journal;

import java.util.concurrent.TimeoutException;

/** The sentence of the deepest cause, which is the one that a person can act on. */
final class Failures {

    private Failures() {}

    static String sentence(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        if (deepest instanceof TimeoutException) return "no majority confirmed it.";
        String message = deepest.getMessage();
        if (message == null || message.isBlank()) return deepest + ".";
        return message.endsWith(".") ? message : message + ".";
    }
}
