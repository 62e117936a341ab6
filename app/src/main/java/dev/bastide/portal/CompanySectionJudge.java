package dev.bastide.portal;

import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;

/** Judges the section {@code company} of a set-up file: a name that fits. */
class CompanySectionJudge implements SetupJudge {

    @Override
    public String section() {
        return "company";
    }

    @Override
    public void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes) {
        if (section.isThere()) {
            mistakes.in(section, part -> {
                part.allow("name");
                if (part.text("name").length() > Company.NAME_CHARACTERS_MAX) {
                    throw part.at("name")
                            .wrong("portal.company.too-long", Integer.toString(Company.NAME_CHARACTERS_MAX));
                }
            });
        }
    }
}
