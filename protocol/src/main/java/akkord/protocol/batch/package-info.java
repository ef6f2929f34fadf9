/** Record batches in Kafka's format v2, as bytes: header fields at fixed places, never a record at a time. */
@NullMarked
package akkord.protocol.batch;

import org.jspecify.annotations.NullMarked;
