package io.hakmem.examples.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server, with or without TLS, all of whose buffers come from one allocator.
final class Server implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Channel channel;

    /// @param port 0 for any free one
    /// @param loopThreads 0 for Netty's own choice
    /// @param last makes what answers the requests of a connection
    Server(ByteBufAllocator allocator, int port, int loopThreads, @Nullable SslContext tls, Supplier<ChannelHandler> last) {
        loops = new MultiThreadIoEventLoopGroup(loopThreads, NioIoHandler.newFactory());
        try {
            channel = new ServerBootstrap()
                    .group(loops)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.ALLOCATOR, allocator)
                    .childOption(ChannelOption.ALLOCATOR, allocator)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel connection) {
                            if (tls != null) {
                                connection.pipeline().addLast(tls.newHandler(allocator));
                            }
                            connection.pipeline().addLast(new HttpServerCodec(), last.get());
                        }
                    })
                    .bind(port)
                    .syncUninterruptibly()
                    .channel();
        } catch (Throwable e) {
            loops.shutdownGracefully();
            throw e;
        }
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void awaitEnd() throws InterruptedException {
        channel.closeFuture().sync();
    }

    /// Ends all connections.
    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
