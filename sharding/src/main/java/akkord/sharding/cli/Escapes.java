package akkord.sharding.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Backslash escapes on the command line: {@code \n \t \r \0 \e \\ \xHH}; everything else is UTF-8. */
final class Escapes {

    private Escapes() {}

    /** @throws IllegalArgumentException with a sentence, at an escape that means nothing */
    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (codePoint != '\\') {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            if (i == text.length()) throw new IllegalArgumentException("'" + text + "' ends in a lone backslash.");
            char c = text.charAt(i++);
            if (c == 'x') {
                bytes.write(hex(text, i));
                i += 2;
            } else {
                bytes.write(simple(c, text));
            }
        }
        return bytes.toByteArray();
    }

    private static int simple(char c, String text) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> 0;
            case 'e' -> 0x1b;
            case '\\' -> '\\';
            default ->
                throw new IllegalArgumentException(
                        "'\\" + c + "' in '" + text + "' means nothing; there are \\n \\t \\r \\0 \\e \\\\ and \\xHH.");
        };
    }

    private static int hex(String text, int at) {
        try {
            return Integer.parseUnsignedInt(text.substring(at, at + 2), 16);
        } catch (StringIndexOutOfBoundsException | NumberFormatException wrong) {
            throw new IllegalArgumentException("'\\x' in '" + text + "' wants two hexadecimal digits.");
        }
    }
}
