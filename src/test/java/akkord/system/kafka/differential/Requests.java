package akkord.system.kafka.differential;

import java.util.ArrayList;
import java.util.List;

/** The record of requests, in their order: later ones build on what earlier ones made. */
final class Requests {

    private Requests() {}

    static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.addAll(TopicRequests.creation());
        steps.addAll(TopicRequests.description());
        steps.addAll(RecordRequests.production());
        steps.addAll(RecordRequests.fetching());
        steps.addAll(RecordRequests.offsets());
        steps.addAll(ConfigRequests.steps());
        steps.addAll(TopicRequests.ending());
        return steps;
    }
}
