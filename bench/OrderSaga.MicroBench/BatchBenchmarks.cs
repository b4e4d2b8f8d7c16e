using BenchmarkDotNet.Attributes;
using OrderSaga.Tests.Performance;

namespace OrderSaga.MicroBench;

/// <summary>Batches of <see cref="HotPaths.BatchSize"/>; the figures are those of one message.</summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private readonly HotPaths paths = new();

    [Benchmark(OperationsPerInvoke = HotPaths.BatchSize)]
    public object Emit() => paths.Emit();

    [Benchmark(OperationsPerInvoke = HotPaths.BatchSize)]
    public object Reserve() => paths.Reserve();

    [Benchmark(OperationsPerInvoke = HotPaths.BatchSize)]
    public object Charge() => paths.Charge();

    [Benchmark(OperationsPerInvoke = HotPaths.BatchSize)]
    public object Settle() => paths.Settle();
}
