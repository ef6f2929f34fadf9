package akkord.protocol.codec;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/** A named value that travels with a record. @param name in UTF-8 */
public record RecordHeader(ByteString name, @Nullable ByteString value) {}
