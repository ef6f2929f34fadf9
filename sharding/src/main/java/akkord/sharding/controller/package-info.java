/**
 * The cluster's controller as this node meets it: hosting it while this node leads the journal, finding it
 * wherever it runs, and asking it. Knows the protocol; what a controller decides is not known here.
 */
@NullMarked
package akkord.sharding.controller;

import org.jspecify.annotations.NullMarked;
