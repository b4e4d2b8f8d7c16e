using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Placement;

/// <summary>An order to be stored, and the key under which the client may send it again.</summary>
internal sealed record PlacementRequest(PlacedOrder Order, IdempotencyKey? Key);

/// <summary>What became of it.</summary>
/// <param name="Verdict">Which of the cases.</param>
/// <param name="Order">The order that answers the request: this one, or the one that the same request placed before.</param>
internal readonly record struct PlacementResult(PlacementVerdict Verdict, PlacedOrder Order);

internal enum PlacementVerdict
{
    /// <summary>The order is stored.</summary>
    Accepted,

    /// <summary>The key belongs to another request; nothing was stored.</summary>
    KeyReused,

    /// <summary>More requests are waiting than this instance takes, or it is stopping; nothing was stored.</summary>
    Overloaded,
}
