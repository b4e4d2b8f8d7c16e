namespace OrderSaga.Web.Feed;

/// <summary>The latest sagas on the exchange, in bounded memory: the oldest go first. Safe to use from any thread.</summary>
/// <param name="maxSagas">Sagas kept.</param>
/// <param name="maxMessages">Messages kept, of all sagas together; about a kilobyte each.</param>
public sealed class SagaWindow(int maxSagas = 5_000, int maxMessages = 40_000)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, LiveSaga> sagas = [];
    private readonly LinkedList<Guid> arrivals = [];
    private int messageCount;
    private long version;

    /// <summary>Grows with every message: a page that remembers it knows whether there is anything new.</summary>
    public long Version => Volatile.Read(ref version);

    /// <summary>The saga as it is now, with this message.</summary>
    public LiveSaga Add(ObservedMessage message)
    {
        lock (gate)
        {
            if (!sagas.TryGetValue(message.OrderId, out var saga))
            {
                saga = new LiveSaga(message.OrderId);
                arrivals.AddLast(message.OrderId);
            }

            var grown = saga.With(message);
            messageCount += grown.Messages.Length - saga.Messages.Length;
            sagas[message.OrderId] = grown;
            Evict();
            Volatile.Write(ref version, version + 1);
            return grown;
        }
    }

    public LiveSaga? Find(Guid orderId)
    {
        lock (gate)
        {
            return sagas.GetValueOrDefault(orderId);
        }
    }

    /// <summary>The latest first, at most <paramref name="count"/> of those that match.</summary>
    public IReadOnlyList<LiveSaga> Latest(int count, Func<LiveSaga, bool> matches)
    {
        var found = new List<LiveSaga>(count);
        lock (gate)
        {
            for (var node = arrivals.Last; node is not null && found.Count < count; node = node.Previous)
            {
                if (sagas[node.Value] is var saga && matches(saga))
                {
                    found.Add(saga);
                }
            }
        }

        found.Sort((left, right) => right.OrderId.CompareTo(left.OrderId));
        return found;
    }

    private void Evict()
    {
        // The saga that has just come stays, whatever it holds.
        while (arrivals.Count > 1 && (sagas.Count > maxSagas || messageCount > maxMessages))
        {
            var oldest = arrivals.First!.Value;
            arrivals.RemoveFirst();
            sagas.Remove(oldest, out var gone);
            messageCount -= gone!.Messages.Length;
        }
    }
}
