package io.hakmem.bench.sqlite;

/// What SQLite refused; the message says what was to be done and what SQLite said.
public final class SqliteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    SqliteException(int code, String message) {
        super(message + " (SQLite's code " + code + ")");
        this.code = code;
    }

    /// Returns SQLite's result code, such as [Sqlite#NOMEM].
    public int code() {
        return code;
    }
}
