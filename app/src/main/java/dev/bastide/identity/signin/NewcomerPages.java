package dev.bastide.identity.signin;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Act;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Form;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * The pages behind one-time links. Opening a link only shows the form; what uses it up is sending the form, so that a mail
 * scanner that follows links spoils nothing.
 */
@Controller
class NewcomerPages {
    private final Newcomers newcomers;
    private final Passwords passwords;
    private final SignIn signIn;

    NewcomerPages(Newcomers newcomers, Passwords passwords, SignIn signIn) {
        this.newcomers = newcomers;
        this.passwords = passwords;
        this.signIn = signIn;
    }

    @GetMapping("/first-administrator/{token}")
    @Act(Act.OPEN)
    ModelAndView first(@PathVariable String token) {
        return newcomers.firstLinkOpens(token) ? firstForm(Form.blank("token", token)) : spent();
    }

    @PostMapping("/first-administrator")
    @Act(Act.OPEN)
    Object found(HttpServletRequest request, HttpServletResponse response, Form form) {
        String token = form.text("token");
        if (!newcomers.firstLinkOpens(token)) {
            return spent();
        }
        String login = form.required("login", 64);
        String name = form.required("name", 200);
        String email = form.required("email", 254);
        Optional<Newcomers.Chosen> chosen = chosen(request, form, login, name, email);
        if (chosen.isEmpty() || !form.ok()) {
            return firstForm(form);
        }
        try {
            Optional<Person> person = newcomers.found(token, login, name, email, chosen.get());
            return person.isEmpty() ? spent() : enter(request, response, person.get(), chosen.get());
        } catch (BadInput mistake) {
            return firstForm(form.reject(mistake));
        }
    }

    @GetMapping("/invitation/{token}")
    @Act(Act.OPEN)
    ModelAndView invitation(@PathVariable String token) {
        return newcomers
                .invited(token)
                .map(person -> invitationForm(Form.blank("token", token), person))
                .orElseGet(NewcomerPages::spent);
    }

    @PostMapping("/invitation")
    @Act(Act.OPEN)
    Object accept(HttpServletRequest request, HttpServletResponse response, Form form) {
        String token = form.text("token");
        Optional<Person> invited = newcomers.invited(token);
        if (invited.isEmpty()) {
            return spent();
        }
        Person person = invited.get();
        Optional<Newcomers.Chosen> chosen = chosen(request, form, person.login(), person.name(), person.email());
        if (chosen.isEmpty()) {
            return invitationForm(form, person);
        }
        Optional<Person> accepted = newcomers.accept(token, chosen.get());
        if (accepted.isEmpty()) {
            return spent();
        }
        // Who has a second factor already has to show it; the link alone is not enough then.
        return person.secondFactor() ? "redirect:/sign-in" : enter(request, response, person, chosen.get());
    }

    private String enter(
            HttpServletRequest request, HttpServletResponse response, Person person, Newcomers.Chosen chosen) {
        SignIn.Claim claim = new SignIn.Claim(person.login(), "", "", chosen.address(), AccessMethod.CONSOLE);
        WebSessions.Made made = signIn.open(person, claim, SignInPages.agent(request));
        Cookies.give(request, response, made.secret(), made.lifetime());
        return "redirect:/me/factors";
    }

    private Optional<Newcomers.Chosen> chosen(
            HttpServletRequest request, Form form, String login, String name, String email) {
        String password = Objects.requireNonNullElse(request.getParameter("password"), "");
        String again = Objects.requireNonNullElse(request.getParameter("again"), "");
        Optional<String> weak = passwords.whyWeak(password, login, name, email);
        if (weak.isPresent()) {
            form.reject("password", weak.get());
            return Optional.empty();
        }
        if (!password.equals(again)) {
            form.reject("again", "identity.password.differs");
            return Optional.empty();
        }
        return Optional.of(new Newcomers.Chosen(password, request.getRemoteAddr()));
    }

    private static ModelAndView firstForm(Form form) {
        return new ModelAndView("identity/signin/first").addObject("form", form);
    }

    private static ModelAndView invitationForm(Form form, Person person) {
        return new ModelAndView("identity/signin/invitation")
                .addObject("form", form)
                .addObject("names", List.of(person.name(), person.login()));
    }

    private static ModelAndView spent() {
        ModelAndView page = new ModelAndView("identity/signin/spent");
        page.setStatus(HttpStatus.GONE);
        return page;
    }
}
