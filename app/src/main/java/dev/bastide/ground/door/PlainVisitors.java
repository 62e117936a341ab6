package dev.bastide.ground.door;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a visitor without TLS gets: from loopback {@code /healthz}, for a page the way to HTTPS, and for anything that
 * carries content a refusal, because that content was already sent in the clear. A proxy that is named in the settings
 * and says that it spoke TLS with the browser is let in; what it says of the browser's address is not read here.
 */
final class PlainVisitors extends Handler.Wrapper {
    private static final HttpField PLAIN_TEXT = new HttpField(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");

    private final TrustedProxies proxies;

    PlainVisitors(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (request.isSecure() || isVouchedFor(request) || (reads && isHealthOnLoopback(request))) {
            return super.handle(request, response, callback);
        }
        if (reads) {
            String https = HttpURI.build(request.getHttpURI()).scheme("https").asString();
            response.setStatus(HttpStatus.PERMANENT_REDIRECT_308);
            response.getHeaders().put(HttpHeader.LOCATION, https);
            callback.succeeded();
            return true;
        }
        response.setStatus(HttpStatus.FORBIDDEN_403);
        response.getHeaders().put(PLAIN_TEXT);
        Content.Sink.write(response, true, "This port speaks HTTPS. What you sent went in the clear.\n", callback);
        return true;
    }

    private boolean isVouchedFor(Request request) {
        return peer(request).filter(proxies::contain).isPresent()
                && "https".equalsIgnoreCase(request.getHeaders().get("X-Forwarded-Proto"));
    }

    private static boolean isHealthOnLoopback(Request request) {
        return peer(request).filter(InetAddress::isLoopbackAddress).isPresent()
                && "/healthz".equals(request.getHttpURI().getCanonicalPath());
    }

    private static Optional<InetAddress> peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? Optional.of(remote.getAddress())
                : Optional.empty();
    }
}
