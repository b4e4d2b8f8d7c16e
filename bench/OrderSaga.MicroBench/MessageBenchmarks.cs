using BenchmarkDotNet.Attributes;
using OrderSaga.Tests.Performance;

namespace OrderSaga.MicroBench;

/// <summary>One message at a time: deciding on it, and the way from and to the wire.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private readonly HotPaths paths = new();

    [Benchmark]
    public bool DecideOrder() => paths.DecideOrder().State.Settled;

    [Benchmark]
    public object DecideReservation() => paths.DecideReservation();

    [Benchmark]
    public object DecidePayment() => paths.DecidePayment();

    [Benchmark]
    public object Serialize() => paths.Serialize();

    [Benchmark]
    public object Deserialize() => paths.Deserialize();

    [Benchmark]
    public object Parse() => paths.Parse();
}
