package dev.bastide.identity.csv;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values after RFC 4180, with LF or CRLF; lines of nothing are passed over. */
public final class CsvLines {
    private final String text;
    private int at;

    private CsvLines(String text) {
        this.text = text;
    }

    /** Every line with its cells. An open quote at the end is read as if it were closed. */
    public static List<List<String>> read(String text) {
        // Spreadsheets put a mark of their byte order before the first cell.
        CsvLines lines = new CsvLines(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<List<String>> all = new ArrayList<>();
        while (lines.at < lines.text.length()) {
            List<String> line = lines.line();
            if (line.size() > 1 || !line.getFirst().isBlank()) {
                all.add(line);
            }
        }
        return all;
    }

    private List<String> line() {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(cell());
            if (at >= text.length()) {
                return cells;
            }
            char end = text.charAt(at++);
            if (end == ',') {
                if (at >= text.length()) {
                    cells.add("");
                    return cells;
                }
                continue;
            }
            if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            return cells;
        }
    }

    private String cell() {
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
            return quoted();
        }
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                cell.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else {
                break;
            }
        }
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            cell.append(text.charAt(at++));
        }
        return cell.toString();
    }
}
