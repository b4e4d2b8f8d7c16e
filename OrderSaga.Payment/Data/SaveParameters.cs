using OrderSaga.Payment.Domain;

namespace OrderSaga.Payment.Data;

/// <summary>A batch's outcome turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed class SaveParameters
{
    public required Guid[] OrderIds { get; init; }
    public required string[] Statuses { get; init; }
    public required string[] UserIds { get; init; }
    public required decimal[] Amounts { get; init; }
    public required string?[] Reasons { get; init; }

    // Only a charged payment ever changes, by being refunded: what was charged, and to whom, stays as it was.
    public required Guid[] ChangedOrderIds { get; init; }
    public required string[] ChangedStatuses { get; init; }
    public required string?[] ChangedReasons { get; init; }

    public required string[] AccountUserIds { get; init; }
    public required decimal[] AccountAmounts { get; init; }

    public static SaveParameters Of(BatchOutcome outcome)
    {
        PaymentRow[] added = [.. outcome.New.Select(PaymentRow.Of)];
        PaymentRow[] changed = [.. outcome.Changed.Select(PaymentRow.Of)];
        return new SaveParameters
        {
            OrderIds = Array.ConvertAll(added, row => row.OrderId),
            Statuses = Array.ConvertAll(added, row => row.Status),
            UserIds = Array.ConvertAll(added, row => row.UserId),
            Amounts = Array.ConvertAll(added, row => row.Amount),
            Reasons = Array.ConvertAll(added, row => row.Reason),
            ChangedOrderIds = Array.ConvertAll(changed, row => row.OrderId),
            ChangedStatuses = Array.ConvertAll(changed, row => row.Status),
            ChangedReasons = Array.ConvertAll(changed, row => row.Reason),
            AccountUserIds = [.. outcome.Accounts.Select(change => change.Key)],
            AccountAmounts = [.. outcome.Accounts.Select(change => change.Value)],
        };
    }
}
