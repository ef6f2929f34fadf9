package akkord.actors.controller;

import org.jspecify.annotations.Nullable;

/**
 * What a command leads to.
 *
 * @param event to persist before {@code reply} is given, or null when nothing changes
 */
record Decision<R>(@Nullable ControllerEvent event, R reply) {

    static <R> Decision<R> nothing(R reply) {
        return new Decision<>(null, reply);
    }
}
