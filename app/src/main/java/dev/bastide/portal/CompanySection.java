package dev.bastide.portal;

import dev.bastide.authority.Actor;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import org.springframework.stereotype.Component;

/** The first section of a set-up file: the company's name. */
@Component
class CompanySection implements SetupSection {
    private static final int ORDER = 5;

    private final Company company;

    CompanySection(Company company) {
        this.company = company;
    }

    @Override
    public String name() {
        return "company";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public void apply(SetupFile section, Actor actor) {
        company.name(actor, section.text("name"));
    }
}
