package dev.bastide.ground.door;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Believes forwarded headers when the connection itself comes from a named proxy, and from nobody else. */
final class ProxyWord implements HttpConfiguration.Customizer {
    private final TrustedProxies proxies;
    private final ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();

    ProxyWord(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        boolean believed = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                && proxies.contain(remote.getAddress());
        return believed ? forwarded.customize(request, responseHeaders) : request;
    }
}
