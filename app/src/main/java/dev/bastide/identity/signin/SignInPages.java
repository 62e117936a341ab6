package dev.bastide.identity.signin;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Form;
import dev.bastide.page.LocalPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;

/** Signing in and out in a browser. */
@Controller
class SignInPages {
    private final SignIn signIn;
    private final PasskeySignIn passkeys;
    private final WebSessions sessions;

    SignInPages(SignIn signIn, PasskeySignIn passkeys, WebSessions sessions) {
        this.signIn = signIn;
        this.passkeys = passkeys;
        this.sessions = sessions;
    }

    @GetMapping("/sign-in")
    @Act(Act.OPEN)
    Object form(HttpServletRequest request, Form form) {
        if (request.getAttribute(Actor.ATTRIBUTE) != null) {
            return "redirect:" + safe(form.text("next"));
        }
        return page(Form.blank("next", safe(form.text("next"))));
    }

    @PostMapping("/sign-in")
    @Act(Act.OPEN)
    Object signIn(HttpServletRequest request, HttpServletResponse response, Form form) {
        SignIn.Claim claim = claim(request, form);
        String passkey = form.text("passkey");
        Optional<WebSessions.Made> made = passkey.isEmpty()
                ? signIn.signIn(claim, agent(request))
                : passkeys.signIn(claim, new PasskeySignIn.Shown(Cookies.browser(request), passkey), agent(request));
        if (made.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return page(form.reject("", "identity.sign-in.refused"));
        }
        Cookies.give(request, response, made.get().secret(), made.get().lifetime());
        return "redirect:" + safe(form.text("next"));
    }

    @PostMapping("/sign-out")
    @Act(Act.OPEN)
    String signOut(HttpServletRequest request, HttpServletResponse response, Actor actor) {
        if (request.getAttribute(SessionFilter.SESSION) instanceof WebSession session) {
            sessions.end(actor, session.person(), session.id(), "signed out");
        }
        Cookies.take(request, response);
        return "redirect:/sign-in";
    }

    /** What a form claims, from where it was sent. */
    static SignIn.Claim claim(HttpServletRequest request, Form form) {
        // The password is taken as it was typed: a space at its end belongs to it.
        String password = Objects.requireNonNullElse(request.getParameter("password"), "");
        return new SignIn.Claim(
                form.text("login"), password, form.text("code"), request.getRemoteAddr(), AccessMethod.CONSOLE);
    }

    /** The browser's own name for itself, for the list of sessions. */
    static String agent(HttpServletRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "" : agent.replaceAll("\\p{Cntrl}", " ");
    }

    // A path of our own, and not back here again.
    static String safe(String next) {
        return next.startsWith("/sign-") ? "/" : LocalPath.orStart(next);
    }

    private static ModelAndView page(Form form) {
        return new ModelAndView("identity/signin/signin").addObject("form", form);
    }
}
