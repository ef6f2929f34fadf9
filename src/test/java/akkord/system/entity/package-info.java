/**
 * A small event-sourced entity, sharded as those are that are bound to no disk, inside real nodes: an extension of the
 * actor system that a node is told to load. Stands for what groups and transactions will be.
 */
@org.jspecify.annotations.NullMarked
package akkord.system.entity;
