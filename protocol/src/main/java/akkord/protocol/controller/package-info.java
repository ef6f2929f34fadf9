/** How the cluster's controller is spoken to. */
@NullMarked
package akkord.protocol.controller;

import org.jspecify.annotations.NullMarked;
