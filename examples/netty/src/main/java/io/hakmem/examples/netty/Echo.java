package io.hakmem.examples.netty;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/// Answers each request with its own body, piece by piece as it comes in.
final class Echo extends SimpleChannelInboundHandler<HttpObject> {
    private boolean isKeptAlive = true;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpRequest request) {
            context.write(head(context, request));
        }
        if (message instanceof HttpContent content) {
            ChannelFuture written = context.write(content.retain());
            if (content instanceof LastHttpContent && !isKeptAlive) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    private HttpResponse head(ChannelHandlerContext context, HttpRequest request) {
        isKeptAlive = HttpUtil.isKeepAlive(request);
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        if (request.headers().contains(TRANSFER_ENCODING)) {
            HttpUtil.setTransferEncodingChunked(head, true);
        } else {
            head.headers().set(CONTENT_LENGTH, HttpUtil.getContentLength(request, 0L));
        }
        if (!isKeptAlive) {
            head.headers().set(CONNECTION, CLOSE);
        }
        return head;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    /// Reads no more from a client that does not read.
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
