using OrderSaga.Contracts.Events;

namespace OrderSaga.Web.Story;

/// <summary>What is still to come if nothing goes wrong from here on.</summary>
public static class NextSteps
{
    /// <param name="status">The order's.</param>
    /// <param name="settled">Whether anything is owed.</param>
    /// <param name="messages">What has been sent, in the order of appending.</param>
    public static IReadOnlyList<Step> Of(string status, bool settled, IReadOnlyList<SagaMessage> messages)
    {
        string[] awaited = (status, settled) switch
        {
            (_, true) or ("CONFIRMED", _) => [],
            ("PENDING", _) => AwaitedWhilePending(messages),
            _ => AwaitedWhileCancelled(messages),
        };
        return [.. awaited.Select(type => Choreography.Find(type)!)];
    }

    private static string[] AwaitedWhilePending(IReadOnlyList<SagaMessage> messages) =>
        Sent(messages, EventTypes.PaymentSuccess) || Sent(messages, EventTypes.InventoryRejected) ? []
        : Sent(messages, EventTypes.PaymentFailed) ? Missing(messages, EventTypes.InventoryRefunded)
        : Missing(messages, EventTypes.OrderCreated, EventTypes.InventoryReserved, EventTypes.PaymentSuccess);

    private static string[] AwaitedWhileCancelled(IReadOnlyList<SagaMessage> messages) =>
        Sent(messages, EventTypes.OrderCancelled)
            ? Missing([.. messages.SkipWhile(message => message.Step.Type != EventTypes.OrderCancelled)], EventTypes.InventoryRefunded, EventTypes.PaymentRefunded)
            : Missing(messages, EventTypes.InventoryRefunded);

    private static string[] Missing(IReadOnlyList<SagaMessage> messages, params string[] types) =>
        [.. types.Where(type => !Sent(messages, type))];

    private static bool Sent(IReadOnlyList<SagaMessage> messages, string type) => messages.Any(message => message.Step.Type == type);
}
