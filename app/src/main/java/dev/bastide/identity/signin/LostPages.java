package dev.bastide.identity.signin;

import dev.bastide.authority.Act;
import dev.bastide.identity.LostFactors;
import dev.bastide.page.Form;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;

/** Where somebody reports a lost second factor. The answer is the same whether or not the password was right. */
@Controller
class LostPages {
    private final SignIn signIn;
    private final LostFactors lost;

    LostPages(SignIn signIn, LostFactors lost) {
        this.signIn = signIn;
        this.lost = lost;
    }

    @GetMapping("/lost-factor")
    @Act(Act.OPEN)
    ModelAndView form() {
        return page(false);
    }

    @PostMapping("/lost-factor")
    @Act(Act.OPEN)
    ModelAndView report(HttpServletRequest request, Form form) {
        SignIn.Claim claim = SignInPages.claim(request, form);
        signIn.proveByPassword(claim).ifPresent(known -> lost.ask(known.actor(), known.person()));
        return page(true);
    }

    private static ModelAndView page(boolean sent) {
        return new ModelAndView("identity/signin/lost")
                .addObject("form", Form.blank())
                .addObject("sent", sent);
    }
}
