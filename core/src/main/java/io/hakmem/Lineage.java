package io.hakmem;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The place of an allocator among those that share one reservation: whose child it is, and its own children by name.
/// Memory that one of them does not need serves any other.
final class Lineage {
    private static final String ROOT_NAME = "hakmem";

    private final String name;
    private final @Nullable Lineage parent;

    /// Set once, when the allocator is made.
    private volatile @Nullable Parts parts;

    /// The open ones. Guarded by itself, and so is whether this allocator is open.
    private final TreeMap<String, Hakmem> children = new TreeMap<>();

    private Lineage(String name, @Nullable Lineage parent) {
        this.name = name;
        this.parent = parent;
    }

    static Lineage ofRoot() {
        return new Lineage(ROOT_NAME, null);
    }

    Lineage ofChild(String childName) {
        return new Lineage(childName, this);
    }

    String name() {
        return name;
    }

    List<Hakmem> children() {
        synchronized (children) {
            return List.copyOf(children.values());
        }
    }

    /// Tells whose place this is.
    void attach(Parts own) {
        parts = own;
    }

    private Parts parts() {
        return Objects.requireNonNull(parts);
    }

    /// Frees what is kept above the pool.
    private void drainQuarantine() {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            hardened.drain();
        }
    }

    /// Trims this allocator and all below it.
    void trim() {
        drainQuarantine();
        parts().trimmer().trim();
        children().forEach(Hakmem::trim);
    }

    /// Trims all on the reservation.
    void trimFamily() {
        root().trim();
    }

    private Lineage root() {
        return parent == null ? this : parent.root();
    }

    /// A new child; see [Hakmem#child].
    Hakmem child(String childName, long limitBytes) {
        if (childName.isBlank()) {
            throw new IllegalArgumentException(
                    "The name of an allocator is \"" + childName + "\", but must not be blank.");
        }
        Options options = parts().origin().options().toBuilder()
                .softLimitBytes(0)
                .limitBytes(limitBytes)
                .build();
        synchronized (children) {
            requireOpen();
            if (children.containsKey(childName)) {
                throw new IllegalArgumentException("The allocator \"" + name + "\" has a child \"" + childName
                        + "\" already: take another name, or close that one.");
            }
            Hakmem child = new Hakmem(Parts.child(parts(), childName, options));
            children.put(childName, child);
            return child;
        }
    }

    /// Ends an allocator; see [Hakmem#close].
    void close(Hakmem hakmem) {
        if (parent == null) {
            throw new UnsupportedOperationException("The allocator \"" + name
                    + "\" serves the whole process and cannot be closed, but its children can.");
        }
        synchronized (children) {
            if (isClosed()) {
                return;
            }
            if (!children.isEmpty()) {
                throw new IllegalStateException(
                        "The allocator \"" + name + "\" has the children " + children.keySet() + ": close them first.");
            }
            drainQuarantine();
            if (!parts().trimmer().close()) {
                long[] live = new long[2];
                hakmem.visitBlocks((address, bytes, mayBeParked) -> {
                    live[0]++;
                    live[1] += bytes;
                });
                throw new IllegalStateException("The allocator \"" + name + "\" has " + live[0] + " live blocks of "
                        + live[1] + " bytes: free them first.");
            }
        }
        synchronized (parent.children) {
            parent.children.remove(name, hakmem);
        }
    }

    /// Whose the memory at an address of the reservation is, for people.
    String ownerOf(long address) {
        Lineage owner = root().find(address);
        return owner == null ? "in no block" : "of the allocator \"" + owner.name + "\"";
    }

    private @Nullable Lineage find(long address) {
        if (parts().space().ownerOf(parts().slotOf(address)) != null) {
            return this;
        }
        for (Hakmem child : children()) {
            Lineage owner = child.parts().lineage().find(address);
            if (owner != null) {
                return owner;
            }
        }
        return null;
    }

    private boolean isClosed() {
        return parts().pool().slots().isClosed();
    }

    void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("The allocator \"" + name + "\" is closed.");
        }
    }
}
