package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Acks;
import akkord.protocol.grpc.v1.Compression;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of {@code akkord produce} for what the protocol has numbers for. */
final class ProduceOptions {

    private ProduceOptions() {}

    static final class AcksConverter implements ITypeConverter<Acks> {
        @Override
        public Acks convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "all", "-1" -> Acks.ACKS_ALL;
                case "leader", "1" -> Acks.ACKS_LEADER;
                case "none", "0" -> Acks.ACKS_NONE;
                default -> throw new TypeConversionException("'" + text + "' is not one of all, leader, none");
            };
        }
    }

    static final class CompressionConverter implements ITypeConverter<Compression> {
        @Override
        public Compression convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "none" -> Compression.COMPRESSION_NONE;
                case "gzip" -> Compression.COMPRESSION_GZIP;
                case "snappy" -> Compression.COMPRESSION_SNAPPY;
                case "lz4" -> Compression.COMPRESSION_LZ4;
                case "zstd" -> Compression.COMPRESSION_ZSTD;
                default ->
                    throw new TypeConversionException("'" + text + "' is not one of none, gzip, snappy, lz4, zstd");
            };
        }
    }
}
