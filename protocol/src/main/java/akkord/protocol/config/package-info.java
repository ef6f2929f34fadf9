/**
 * What can be set: the schema of every topic, broker and group setting under Kafka's names, and the typed values that
 * result. Pure: reads a parsed configuration or a map of strings, no files, no actors. Knows
 * {@code akkord.protocol.domain}; everything else may know it.
 */
@NullMarked
package akkord.protocol.config;

import org.jspecify.annotations.NullMarked;
