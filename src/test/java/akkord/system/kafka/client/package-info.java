/**
 * A small program around Kafka's Java client that does what it reads on its standard input. It runs in a JVM
 * of its own with one version of kafka-clients on its class path, so it may use only the JDK and what every
 * version from 0.11 on has; the tests that start it share {@link akkord.system.kafka.client.RecordLine}.
 */
package akkord.system.kafka.client;
