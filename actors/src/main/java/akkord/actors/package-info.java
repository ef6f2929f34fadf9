/** Placeholder. */
@org.jspecify.annotations.NullMarked
package akkord.actors;
