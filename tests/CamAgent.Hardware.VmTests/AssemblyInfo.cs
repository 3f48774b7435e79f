// The devices of one guest: one test after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
