package io.hakmem;

import io.hakmem.maintain.Trimmer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The place of an allocator among those that share one reservation: whose child it is, and its own children by name.
/// Memory that one of them does not need serves any other.
final class Lineage {
    private static final String ROOT_NAME = "hakmem";

    private final String name;
    private final @Nullable Lineage parent;
    private final Trimmer trimmer;
    private volatile Runnable beforeTrim = () -> {};
    private volatile @Nullable Parts parts;

    /// The open ones. Guarded by itself, and so is whether this allocator is open.
    private final TreeMap<String, Hakmem> children = new TreeMap<>();

    private Lineage(String name, @Nullable Lineage parent, Trimmer trimmer) {
        this.name = name;
        this.parent = parent;
        this.trimmer = trimmer;
    }

    static Lineage ofRoot(Trimmer trimmer) {
        return new Lineage(ROOT_NAME, null, trimmer);
    }

    Lineage ofChild(String childName, Trimmer trimmerOfChild) {
        return new Lineage(childName, this, trimmerOfChild);
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

    /// Has `action` run before every trim: it frees what is kept above the pool.
    void beforeTrim(Runnable action) {
        beforeTrim = action;
    }

    /// Trims this allocator and all below it.
    void trim() {
        beforeTrim.run();
        trimmer.trim();
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
    Hakmem child(Parts parts, String childName, long limitBytes) {
        if (childName.isBlank()) {
            throw new IllegalArgumentException(
                    "The name of an allocator is \"" + childName + "\", but must not be blank.");
        }
        Options options = parts.origin().options().toBuilder()
                .softLimitBytes(0)
                .limitBytes(limitBytes)
                .build();
        synchronized (children) {
            requireOpen(parts);
            if (children.containsKey(childName)) {
                throw new IllegalArgumentException("The allocator \"" + name + "\" has a child \"" + childName
                        + "\" already: take another name, or close that one.");
            }
            Hakmem child = new Hakmem(Parts.child(parts, childName, options));
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
            if (hakmem.parts().pool().slots().isClosed()) {
                return;
            }
            if (!children.isEmpty()) {
                throw new IllegalStateException(
                        "The allocator \"" + name + "\" has the children " + children.keySet() + ": close them first.");
            }
            beforeTrim.run();
            if (!trimmer.close()) {
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
        Parts own = parts;
        if (own != null && own.space().ownerOf(own.slotOf(address)) != null) {
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

    void requireOpen(Parts parts) {
        if (parts.pool().slots().isClosed()) {
            throw new IllegalStateException("The allocator \"" + name + "\" is closed.");
        }
    }
}
