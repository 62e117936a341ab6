package dev.bastide.page;

import java.util.ArrayList;
import java.util.List;

/** The difference of two short texts by their longest common subsequence of lines. */
final class ContentDiff {

    /** One line and its sign: space, plus or minus. */
    record Line(char sign, String text) {
        String css() {
            return switch (sign) {
                case '+' -> "diff-added";
                case '-' -> "diff-removed";
                default -> "diff-same";
            };
        }
    }

    private ContentDiff() {}

    static List<Line> same(List<String> content) {
        return content.stream().map(text -> new Line(' ', text)).toList();
    }

    static List<Line> between(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i++)));
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', before.get(i++)));
            } else {
                lines.add(new Line('+', after.get(j++)));
            }
        }
        return lines;
    }
}
