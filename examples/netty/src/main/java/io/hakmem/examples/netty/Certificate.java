package io.hakmem.examples.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/// A certificate for `localhost` that nobody signed but itself, made anew for each run.
final class Certificate {
    private final X509Bundle bundle;

    Certificate() throws Exception {
        bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    X509Bundle bundle() {
        return bundle;
    }

    /// TLS for a server, by the JDK's engine.
    SslContext forServer() throws Exception {
        return SslContextBuilder.forServer(bundle.toKeyManagerFactory())
                .sslProvider(SslProvider.JDK)
                .build();
    }
}
