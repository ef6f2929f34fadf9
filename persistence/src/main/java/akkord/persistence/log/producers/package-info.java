/**
 * What a log remembers of idempotent producers: the rules of their sequence numbers, and the form in which that is
 * kept between runs. No I/O and no clock; the log calls it from one thread.
 */
@org.jspecify.annotations.NullMarked
package akkord.persistence.log.producers;
