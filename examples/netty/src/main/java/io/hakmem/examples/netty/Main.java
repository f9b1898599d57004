package io.hakmem.examples.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The command line.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "An HTTP/1.1 echo server and a reverse proxy on Netty.",
        footer = "`run load` measures them with wrk.",
        subcommands = {Main.ServerCommand.class, Main.ProxyCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class Main {
    private Main() {}

    static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .registerConverter(Buffers.class, Main::buffers);
    }

    private static Buffers buffers(String label) {
        for (Buffers buffers : Buffers.values()) {
            if (buffers.toString().equals(label)) {
                return buffers;
            }
        }
        throw new CommandLine.TypeConversionException("\"" + label + "\" is no allocator: take one of "
                + Stream.of(Buffers.values()).map(Buffers::toString).collect(Collectors.joining(", ")) + ".");
    }

    /// What both servers are told.
    static final class Options {
        @Option(names = "--port", defaultValue = "8080", description = "Where to listen; 0: any free port. ${DEFAULT-VALUE}")
        int port;

        @Option(names = "--tls", description = "HTTPS, with a certificate made at the start.")
        boolean tls;

        @Option(
                names = "--allocator",
                defaultValue = "hakmem",
                description = "${COMPLETION-CANDIDATES}. ${DEFAULT-VALUE}")
        Buffers allocator = Buffers.HAKMEM;

        @Option(names = "--loops", defaultValue = "0", description = "Event loops; 0: twice the processors.")
        int loops;

        @Option(
                names = "--figures",
                description = "Every second: seconds, direct bytes in use, HAKMEM's committed bytes now and at most, resident bytes.")
        boolean figures;

        @SuppressWarnings("SystemOut") // the command line
        int serve(ByteBufAllocator opened, Supplier<ChannelHandler> last) throws Exception {
            try (Server server = new Server(opened, port, loops, tlsContext(), last)) {
                System.out.println("# listening on port " + server.port() + (tls ? " (TLS)" : "") + ", buffers: " + allocator);
                if (figures) {
                    new Figures(opened, System.out).printEverySecond();
                }
                server.awaitEnd();
            }
            return 0;
        }

        private @Nullable SslContext tlsContext() throws Exception {
            return tls ? new Certificate().forServer() : null;
        }
    }

    /// `server`.
    @Command(name = "server", mixinStandardHelpOptions = true, description = "Answers each request with its own body.")
    static final class ServerCommand implements Callable<Integer> {
        @Mixin
        Options options = new Options();

        @Override
        public Integer call() throws Exception {
            return options.serve(options.allocator.open(), Echo::new);
        }
    }

    /// `proxy`.
    @Command(name = "proxy", mixinStandardHelpOptions = true, description = "Passes requests on to a server behind it.")
    static final class ProxyCommand implements Callable<Integer> {
        @Mixin
        Options options = new Options();

        @Option(names = "--behind", required = true, description = "The server behind it, without TLS: HOST:PORT.")
        String behind = "";

        @CommandLine.Spec
        CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            ByteBufAllocator opened = options.allocator.open();
            InetSocketAddress address = address();
            return options.serve(opened, () -> new Front(address, opened));
        }

        private InetSocketAddress address() {
            int colon = behind.lastIndexOf(':');
            try {
                return new InetSocketAddress(behind.substring(0, colon), Integer.parseInt(behind.substring(colon + 1)));
            } catch (RuntimeException e) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--behind is \"" + behind + "\", but must be HOST:PORT, such as localhost:8081.",
                        e);
            }
        }
    }
}
