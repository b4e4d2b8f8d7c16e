namespace OrderSaga.Web.Traces;

/// <summary>How a request for a trace ended.</summary>
public enum TraceState
{
    /// <summary>The dashboard has spans of the trace.</summary>
    Found,

    /// <summary>The dashboard has no span of the trace.</summary>
    NotFound,

    /// <summary>No dashboard is configured.</summary>
    NotConfigured,

    /// <summary>The dashboard cannot be reached, is too slow, or failed.</summary>
    NoAnswer,

    /// <summary>The dashboard refused the key, or wants one.</summary>
    KeyRefused,

    /// <summary>The answer is no trace.</summary>
    Unreadable,
}

/// <summary>What the page shows of a trace.</summary>
/// <param name="State">How the latest request ended.</param>
/// <param name="Spans">In the order of their start. They stay while the dashboard does not answer.</param>
/// <param name="Shared">What batches did for these spans.</param>
/// <param name="Omitted">How many further spans the dashboard has.</param>
public sealed record TraceAnswer(TraceState State, IReadOnlyList<TraceSpan> Spans, IReadOnlyList<SharedWork> Shared, int Omitted = 0)
{
    public static TraceAnswer Without(TraceState state) => new(state, [], []);

    /// <summary>Whether this tells more, or less, than <paramref name="earlier"/>.</summary>
    public bool DiffersFrom(TraceAnswer? earlier) => earlier is null
        || (State, Spans.Count, Shared.Count, Omitted) != (earlier.State, earlier.Spans.Count, earlier.Shared.Count, earlier.Omitted);
}
