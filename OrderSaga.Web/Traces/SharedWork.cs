namespace OrderSaga.Web.Traces;

/// <summary>Work that was done for a span of a saga and for spans of other sagas at once.</summary>
/// <param name="MemberId">The span of the saga that it was done for.</param>
/// <param name="Spans">The batch and the first of what is below it, in the order of their start.</param>
public sealed record SharedWork(string MemberId, IReadOnlyList<TraceSpan> Spans);
