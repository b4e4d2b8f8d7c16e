using OrderSaga.Payment.Domain;

namespace OrderSaga.Payment.Data;

/// <summary>New payments turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed record InsertParameters(Guid[] OrderIds, string[] Statuses, string[] UserIds, decimal[] Amounts, string?[] Reasons)
{
    public static InsertParameters Of(IReadOnlyList<PaymentState> added)
    {
        PaymentRow[] rows = [.. added.Select(PaymentRow.Of)];
        return new InsertParameters(
            Array.ConvertAll(rows, row => row.OrderId),
            Array.ConvertAll(rows, row => row.Status),
            Array.ConvertAll(rows, row => row.UserId),
            Array.ConvertAll(rows, row => row.Amount),
            Array.ConvertAll(rows, row => row.Reason));
    }
}

/// <summary>Only a charged payment ever changes, by being refunded: what was charged, and to whom, stays as it was.</summary>
internal sealed record ChangeParameters(Guid[] ChangedOrderIds, string[] ChangedStatuses, string?[] ChangedReasons)
{
    public static ChangeParameters Of(IReadOnlyList<PaymentState> changed)
    {
        PaymentRow[] rows = [.. changed.Select(PaymentRow.Of)];
        return new ChangeParameters(
            Array.ConvertAll(rows, row => row.OrderId), Array.ConvertAll(rows, row => row.Status), Array.ConvertAll(rows, row => row.Reason));
    }
}

/// <summary>Money that went back, by account; negative where it was charged.</summary>
internal sealed record AccountParameters(string[] AccountUserIds, decimal[] AccountAmounts)
{
    public static AccountParameters Of(IReadOnlyList<KeyValuePair<string, decimal>> accounts) =>
        new([.. accounts.Select(change => change.Key)], [.. accounts.Select(change => change.Value)]);
}
