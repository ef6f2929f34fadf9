package akkord.actors.share.core;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * What a member has, as the journal keeps it where a keeper stops in good order.
 *
 * @param deliveries this one included
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record HeldStretch(long first, long last, int deliveries, String member, long lockUntilMillis) {}
