/**
 * Other people's Kafka clients and tools against the real node: each in a process of its own, as its users run
 * it. What a test here needs and this machine lacks is installed ({@link akkord.system.kafka.Debian}) or, if
 * that cannot be, named in the failure.
 */
package akkord.system.kafka;
