namespace OrderSaga.Bench;

/// <summary>Something that serves the HTTP contract, for as long as it is not disposed.</summary>
internal interface ITarget : IAsyncDisposable
{
    Services Services { get; }

    /// <summary>Counters of the servers beneath it; null where they are out of reach.</summary>
    Task<Counters?> ReadCountersAsync();
}
