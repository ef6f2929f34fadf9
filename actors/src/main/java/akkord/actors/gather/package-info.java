/** Commands that wait while an event-sourced actor writes, handed to it together so that they share the next write. */
@NullMarked
package akkord.actors.gather;

import org.jspecify.annotations.NullMarked;
