package akkord.protocol.config;

import java.util.Locale;

/** The codec a topic's batches are stored with; {@link #PRODUCER} keeps each as it came. */
public enum TopicCompression {
    PRODUCER,
    UNCOMPRESSED,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    static TopicCompression of(String configName) {
        return valueOf(configName.toUpperCase(Locale.ROOT));
    }
}
