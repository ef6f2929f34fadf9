/**
 * The same requests to Apache Kafka and to Akkord, and their answers side by side. What differs is either a
 * fault or stands, with its reason, in {@link akkord.system.kafka.differential.MeantDifferences}.
 */
package akkord.system.kafka.differential;
