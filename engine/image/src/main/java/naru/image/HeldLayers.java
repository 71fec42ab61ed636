package naru.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Layers that somebody works with before an image has them: a build that stands on them, a pull that has fetched them.
/// Safe for use by many threads.
final class HeldLayers {
    private final Set<Hold> holds = new HashSet<>();

    /// A hold of some layers; what it holds is not collected until it is closed.
    final class Hold implements Images.Hold {
        private final List<Layer> held = new ArrayList<>();
        private final Consumer<Collection<Layer>> prepare;

        private Hold(Consumer<Collection<Layer>> prepare) {
            this.prepare = prepare;
        }

        @Override
        public void keep(Collection<Layer> layers) {
            synchronized (HeldLayers.this) {
                held.addAll(layers);
            }
        }

        @Override
        public void unpacked(Collection<Layer> layers) {
            keep(layers);
            prepare.accept(layers);
        }

        @Override
        public void close() {
            synchronized (HeldLayers.this) {
                holds.remove(this);
            }
        }
    }

    /// Begins a hold of nothing yet.
    ///
    /// @param prepare sees to it that layers are unpacked which are held already
    synchronized Hold begin(Consumer<Collection<Layer>> prepare) {
        Hold hold = new Hold(prepare);
        holds.add(hold);
        return hold;
    }

    /// What is held now.
    synchronized Set<Layer> all() {
        Set<Layer> all = new HashSet<>();
        holds.forEach(hold -> all.addAll(hold.held));
        return all;
    }
}
