using System.Threading.Channels;
using OrderSaga.ServiceDefaults.Messaging;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>Makes batches of what was delivered: what is there, up to a batch, at a pace. It does not wait for a batch to fill.</summary>
internal sealed class BatchGatherer(ChannelReader<Delivery> deliveries, ConsumerOptions options, TimeProvider clock)
{
    /// <summary>A loop that has no more than these to handle does not rest after them.</summary>
    public const int Few = 4;

    // When a prefetch is here the broker hands out no more.
    private readonly int full = Math.Min(options.MaxBatchSize, (int)options.Prefetch);

    private readonly BatchPace pace = new(options.MinBatchInterval, options.BatchesInARow, clock);
    private readonly BatchRest rest = new(options.MaxBusyShare, options.MaxBatchInterval, clock);

    /// <summary>
    /// Replaces what is in <paramref name="batch"/>, the one before, which is taken to have been handled since it was gathered. False when no more
    /// will be delivered.
    /// </summary>
    /// <exception cref="OperationCanceledException">Asked to stop; what was gathered is not acknowledged.</exception>
    public async Task<bool> NextAsync(List<Delivery> batch, CancellationToken cancellationToken)
    {
        if (batch.Count > Few)
        {
            rest.End();
        }

        if (!await deliveries.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        // After a full batch more is waiting.
        if (batch.Count < full)
        {
            await rest.WaitAsync(cancellationToken);
            await pace.WaitAsync(cancellationToken);
        }

        batch.Clear();
        TakeWhatIsThere(batch);
        rest.Begin();
        return true;
    }

    private void TakeWhatIsThere(List<Delivery> batch)
    {
        while (batch.Count < options.MaxBatchSize && deliveries.TryRead(out var delivery))
        {
            batch.Add(delivery);
        }
    }
}
