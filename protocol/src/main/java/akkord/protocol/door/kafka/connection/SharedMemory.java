package akkord.protocol.door.kafka.connection;

/** What all connections of a listener may hold together. */
record SharedMemory(PartialRequests partialRequests, UnsentAnswers unsentAnswers) {

    static SharedMemory of(ListenerSettings settings) {
        return new SharedMemory(
                new PartialRequests(settings.partialRequestBytesMax()),
                new UnsentAnswers(settings.unsentAnswerBytesMax()));
    }
}
