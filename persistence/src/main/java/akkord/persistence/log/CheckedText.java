package akkord.persistence.log;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Small text files of lines that end with a line {@code crc <8 hex digits>} over all before it. */
final class CheckedText {

    private static final String CRC = "crc ";

    private CheckedText() {}

    static void write(Path file, List<String> lines, Force force) throws IOException {
        StringBuilder text = new StringBuilder(lines.size() * 48 + 16);
        for (String line : lines) text.append(line).append('\n');
        String crc = crc(text);
        text.append(CRC).append(crc).append('\n');
        LogFiles.replace(file, text.toString(), force);
    }

    /** What {@link #read} found. @param lines null when the file is not there or is damaged */
    record Content(boolean present, @Nullable List<String> lines) {}

    static Content read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return new Content(false, null);
        } catch (CharacterCodingException damaged) {
            return new Content(true, null);
        }
        int last = text.lastIndexOf("\n" + CRC);
        int end = last < 0 && text.startsWith(CRC) ? 0 : last + 1;
        if (end == 0 && !text.startsWith(CRC)) return new Content(true, null);
        String body = text.substring(0, end);
        if (!text.substring(end).equals(CRC + crc(body) + "\n")) return new Content(true, null);
        return new Content(true, body.isEmpty() ? List.of() : List.of(body.split("\n")));
    }

    private static String crc(CharSequence text) {
        CRC32C crc = new CRC32C();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
