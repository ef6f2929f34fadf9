package akkord.actors.share.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;

/** Why an acknowledgement does not count. */
final class ShareRefusals {

    private ShareRefusals() {}

    static Refusal neverGiven(long first, long last) {
        return new Refusal(
                ErrorCode.INVALID_REQUEST,
                "offsets up to " + last + " were acknowledged from " + first
                        + " on, but the group has not been given as much");
    }

    static Refusal notHeld(Stretch stretch) {
        return new Refusal(
                ErrorCode.INVALID_RECORD_STATE,
                "the member does not have the offsets " + stretch.first() + " to " + stretch.last() + " (any more): "
                        + switch (stretch.phase()) {
                            case AVAILABLE -> "they are to be delivered again";
                            case ACQUIRED -> "another member has them";
                            case ACKNOWLEDGED -> "they have been accepted";
                            case ARCHIVED -> "they have been given up";
                        });
    }

    static Refusal noRenewals() {
        return new Refusal(
                ErrorCode.INVALID_RECORD_STATE,
                "the group's members may not ask for more time (share.renew.acknowledge.enable)");
    }
}
