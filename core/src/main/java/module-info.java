/// HAKMEM: a `malloc` for memory outside the Java heap. Only the root package is for users.
module io.hakmem {
    requires static org.jspecify;

    exports io.hakmem;
}
