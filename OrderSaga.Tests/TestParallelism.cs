using Xunit.Sdk;

// The tests share one application on a machine of perhaps two cores, and many of them stop parts of it.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
