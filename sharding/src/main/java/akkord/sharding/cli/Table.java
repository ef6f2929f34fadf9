package akkord.sharding.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, numbers to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(headings);
    }

    /** One cell for each heading. */
    Table row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) row[i] = String.valueOf(cells[i]);
        rows.add(row);
        return this;
    }

    void print(PrintWriter out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            numbers[c] = rows.size() > 1;
            for (int r = 0; r < rows.size(); r++) {
                String cell = rows.get(r)[c];
                widths[c] = Math.max(widths[c], cell.length());
                if (r > 0 && !isNumber(cell)) numbers[c] = false;
            }
        }
        for (String[] row : rows) out.println(line(row, widths, numbers));
        out.flush();
    }

    private static String line(String[] row, int[] widths, boolean[] numbers) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.length; c++) {
            if (c > 0) line.append(GAP);
            String padding = " ".repeat(widths[c] - row[c].length());
            line.append(numbers[c] ? padding + row[c] : row[c] + padding);
        }
        return line.toString().stripTrailing();
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(c -> Character.isDigit(c) || c == '-');
    }
}
