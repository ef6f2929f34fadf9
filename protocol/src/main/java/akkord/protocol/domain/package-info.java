/** The words of the field that every module uses: topics, partitions, errors. Plain values; knows nothing else of Akkord. */
@NullMarked
package akkord.protocol.domain;

import org.jspecify.annotations.NullMarked;
