package naru.store.kv;

/// Where a plan goes before anybody sees it. Called by one thread at a time.
interface Journal {
    /// Nothing is kept.
    Journal NONE = new Journal() {
        @Override
        public void write(Plan plan) {}

        @Override
        public void close() {}
    };

    /// Returns when all of the plan is durable.
    ///
    /// @throws naru.base.Fault if nothing of it was written
    void write(Plan plan);

    void close();
}
