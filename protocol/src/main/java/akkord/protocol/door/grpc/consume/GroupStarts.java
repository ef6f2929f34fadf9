package akkord.protocol.door.grpc.consume;

import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.Latest;
import akkord.protocol.grpc.v1.Start;
import java.time.Duration;

/** Where a share group begins in a partition that it has never read, if its members do not say. */
@FunctionalInterface
public interface GroupStarts {

    String SETTING = "share.auto.offset.reset";

    String BY_DURATION = "by_duration:";

    /** As the group's setting is now. */
    Start of(String group);

    /** @param reset a value of {@link #SETTING}, which was checked */
    static Start parse(String reset, long nowMillis) {
        Start.Builder start = Start.newBuilder();
        if (reset.startsWith(BY_DURATION)) {
            Duration back = Duration.parse(reset.substring(BY_DURATION.length()));
            return start.setTimestampMs(Math.max(0, nowMillis - back.toMillis()))
                    .build();
        }
        return reset.equals("earliest")
                ? start.setEarliest(Earliest.getDefaultInstance()).build()
                : start.setLatest(Latest.getDefaultInstance()).build();
    }
}
