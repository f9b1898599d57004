package io.hakmem.examples.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests through the proxy with TLS to the echo server behind it.
class ServerTest {
    private static final int[] BODY_BYTES = {0, 1, 200, 1_000, 8_191, 65_536, 262_144};
    private static final long SEED = 9;

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void watchAll() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void watchAsBefore() {
        ResourceLeakDetector.setLevel(level);
    }

    @ParameterizedTest
    @EnumSource
    void echo_throughTheProxyWithTls_isTheBody(Buffers buffers) throws Exception {
        Certificate certificate = new Certificate();
        ByteBufAllocator allocator = buffers.open();
        try (Server behind = new Server(allocator, 0, 1, null, Echo::new);
                Server front = new Server(
                        allocator,
                        0,
                        1,
                        certificate.forServer(),
                        () -> new Front(new InetSocketAddress("localhost", behind.port()), allocator));
                HttpClient client = client(certificate)) {
            Random random = new Random(SEED);
            for (int bytes : BODY_BYTES) {
                byte[] body = new byte[bytes];
                random.nextBytes(body);
                HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + front.port() + "/"))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();

                assertThat(client.send(request, BodyHandlers.ofByteArray()).body())
                        .isEqualTo(body);
            }
        }
        if (buffers == Buffers.HAKMEM) {
            assertThat(Buffers.usedBytes(allocator)).as("bytes not released").isZero();
        }
    }

    private static HttpClient client(Certificate certificate) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {certificate.bundle().toTrustManager()}, null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
    }
}
