/// Netty's buffers on HAKMEM.
module io.hakmem.netty {
    requires transitive io.hakmem;
    requires transitive io.netty.buffer;
    requires io.netty.common;
    requires static org.jspecify;

    exports io.hakmem.netty;
}
