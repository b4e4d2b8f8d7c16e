// The tests share one application on a machine of perhaps two cores, and many of them stop parts of it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
