namespace OrderSaga.Web.Story;

/// <summary>
/// Which message was handled when, told from the answers: Inventory and Payment answer everything that they handle, each message
/// with exactly one of their own, appended in the same transaction.
/// </summary>
internal static class Answers
{
    /// <param name="messages">In the order of their appending.</param>
    public static IReadOnlyList<SagaMessage> Pair(IReadOnlyList<SagaMessage> messages)
    {
        var handled = messages.Select(message => new Dictionary<Lane, DateTimeOffset>(message.HandledAt)).ToList();
        foreach (var service in (Lane[])[Lane.Inventory, Lane.Payment])
        {
            Pair(messages, service, handled);
        }

        return [.. messages.Select((message, i) => message with { HandledAt = handled[i] })];
    }

    // From the end: when answers are fewer than questions, the earlier questions are the lost ones, which a repeat then healed.
    private static void Pair(IReadOnlyList<SagaMessage> messages, Lane service, List<Dictionary<Lane, DateTimeOffset>> handled)
    {
        var answers = new Stack<DateTimeOffset>(messages.Where(message => message.Step.From == service).Select(message => message.AppendedAt));
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Step.To.Contains(service) && answers.TryPeek(out var at) && at >= messages[i].AppendedAt)
            {
                handled[i][service] = answers.Pop();
            }
        }
    }
}
