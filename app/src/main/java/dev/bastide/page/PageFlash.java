package dev.bastide.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/**
 * Keeps what has just been done until a person opens a page: a part of the page before, fetched anew by its script in the
 * same instant, must not eat the words meant for the reader.
 */
@Component(DispatcherServlet.FLASH_MAP_MANAGER_BEAN_NAME)
class PageFlash extends SessionFlashMapManager {
    @Override
    protected @Nullable List<FlashMap> retrieveFlashMaps(HttpServletRequest request) {
        return isInBackground(request) ? null : super.retrieveFlashMaps(request);
    }

    /** Browsers say what a request is for; htmx says it too, for those that do not. */
    private static boolean isInBackground(HttpServletRequest request) {
        if (!request.getMethod().equals("GET")) {
            return false;
        }
        String mode = request.getHeader("Sec-Fetch-Mode");
        return request.getHeader("HX-Request") != null || (mode != null && !mode.equals("navigate"));
    }
}
