namespace OrderSaga.Web.Orders;

/// <summary>Many orders, evenly spread.</summary>
/// <param name="Count">Orders in all, 1 to <see cref="MaxCount"/>.</param>
/// <param name="PerSecond">Orders a second, 1 to <see cref="MaxPerSecond"/>.</param>
/// <param name="Mixed">A mix of outcomes; otherwise every order is the one in the form.</param>
public sealed record BurstPlan(int Count, int PerSecond, bool Mixed)
{
    public const int MaxCount = 10_000;
    public const int MaxPerSecond = 1_000;

    public bool IsValid => Count is >= 1 and <= MaxCount && PerSecond is >= 1 and <= MaxPerSecond;

    /// <summary>How many should have been sent after this time.</summary>
    public int DueAfter(TimeSpan elapsed) => (int)Math.Min(Count, 1 + (elapsed.TotalSeconds * PerSecond));

    /// <summary>Which preset the order at this position follows: of ten, eight are confirmed, one is declined and one out of stock.</summary>
    public static PresetKind KindAt(int position) => (position % 10) switch
    {
        4 => PresetKind.PaymentDeclined,
        9 => PresetKind.OutOfStock,
        _ => PresetKind.Confirmed,
    };
}

public enum PresetKind
{
    Confirmed,
    PaymentDeclined,
    OutOfStock,
}
