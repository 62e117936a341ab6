package dev.bastide.portal;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.GuideStep;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Where the company is named: the first step of the first hour. */
@Controller
class CompanyPages {
    private static final int ORDER = 10;

    private final Company company;

    CompanyPages(Company company) {
        this.company = company;
    }

    @GetMapping("/settings/company")
    @Act("settings.edit")
    ModelAndView company() {
        return new ModelAndView("portal/company")
                .addObject("form", Form.blank("name", company.houseName().orElse("")));
    }

    @PostMapping("/settings/company")
    @Act("settings.edit")
    Object name(Actor actor, Form form, RedirectAttributes redirect) {
        String name = form.required("name", Company.NAME_CHARACTERS_MAX);
        if (!form.ok()) {
            return Form.again("portal/company", form);
        }
        company.name(actor, name);
        Flash.done(redirect, "portal.company.named", name);
        return "redirect:/";
    }

    @Bean
    static GuideStep companyStep(Company company) {
        return new GuideStep() {
            @Override
            public String key() {
                return "portal.company.step";
            }

            @Override
            public int order() {
                return ORDER;
            }

            @Override
            public boolean done(Actor actor) {
                return company.houseName().isPresent();
            }

            @Override
            public String path() {
                return "/settings/company";
            }
        };
    }
}
