package akkord.protocol.group;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import org.jspecify.annotations.Nullable;

/** What a group may be called: anything, but not at any length, since actors and the journal are called after it. */
public final class GroupName {

    private static final int CHARS_MAX = 4_096;

    private GroupName() {}

    /** True for the empty name, too: old clients keep offsets under it, though it can have no members. */
    public static boolean isPossible(@Nullable String name) {
        return name != null && name.length() <= CHARS_MAX;
    }

    /** @throws RefusedException INVALID_GROUP_ID */
    public static String checked(String name) {
        if (name.isEmpty() || !isPossible(name))
            throw new RefusedException(
                    ErrorCode.INVALID_GROUP_ID, "a group's name has 1 to " + CHARS_MAX + " characters");
        return name;
    }
}
