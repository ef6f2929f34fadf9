package akkord.actors.controller;

/** Decides one kind of command. Pure but for the draws in {@link ControllerRules}; never uses the command's replyTo. */
interface CommandHandler<C, R> {

    Decision<R> decide(ControllerState state, C command);
}
