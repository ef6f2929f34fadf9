/**
 * The system as its users meet it: the real script, real nodes in processes of their own, real files, and
 * faults. Nothing here reaches into a node; what is known of it, it said on a port or wrote to its folder.
 */
package akkord.system;
