package akkord.actors.group.core;

/** Clients' own words, fit for a line of the log: they choose their names and reasons freely. */
final class Told {

    private static final int CHARS_MAX = 200;

    private Told() {}

    static String words(String text) {
        String cut = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "...";
        return cut.codePoints()
                .map(each -> Character.isISOControl(each) ? '?' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
