package io.hakmem.examples.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import java.net.InetSocketAddress;

/// The client's side of the reverse proxy: opens a connection to the server behind on the same event loop, and reads
/// nothing from the client before that stands.
final class Front extends ChannelInboundHandlerAdapter {
    private final InetSocketAddress behind;
    private final ByteBufAllocator allocator;

    Front(InetSocketAddress behind, ByteBufAllocator allocator) {
        this.behind = behind;
        this.allocator = allocator;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel client = context.channel();
        client.config().setAutoRead(false);
        ChannelFuture connection = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new Relay(client));
                    }
                })
                .connect(behind);
        connection.addListener(done -> {
            if (done.isSuccess()) {
                context.pipeline().replace(this, "relay", new Relay(connection.channel()));
                client.config().setAutoRead(true);
            } else {
                client.close();
            }
        });
    }
}
