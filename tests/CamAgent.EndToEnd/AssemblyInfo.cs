// Browsers, encoders and figures share two cores: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
