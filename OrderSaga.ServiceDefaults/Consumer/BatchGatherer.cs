using System.Threading.Channels;
using OrderSaga.ServiceDefaults.Messaging;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Makes batches of what was delivered: what is there, up to a batch, at a pace. It does not wait for a batch to fill; only one of messages
/// that nobody waits for lingers for a moment, until a message comes that somebody does.
/// </summary>
internal sealed class BatchGatherer(ChannelReader<Delivery> deliveries, IBatchHandler handler, ConsumerOptions options, TimeProvider clock)
{
    /// <summary>
    /// Messages that linger together at the most. More are worth their transaction; and under load, to wake up for each that comes would
    /// cost more than the company saves. Nor does a loop that has so few to handle rest after them.
    /// </summary>
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
        if (options.Linger > TimeSpan.Zero && CanLinger(batch, from: 0))
        {
            await LingerAsync(batch, cancellationToken);
        }

        rest.Begin();
        return true;
    }

    private async Task LingerAsync(List<Delivery> batch, CancellationToken stop)
    {
        using var end = new CancellationTokenSource(options.Linger, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, end.Token);
        try
        {
            var looked = batch.Count;
            while (await deliveries.WaitToReadAsync(either.Token))
            {
                TakeWhatIsThere(batch);
                if (!CanLinger(batch, from: looked))
                {
                    return;
                }

                looked = batch.Count;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Nothing came that somebody waits for.
        }
    }

    private void TakeWhatIsThere(List<Delivery> batch)
    {
        while (batch.Count < options.MaxBatchSize && deliveries.TryRead(out var delivery))
        {
            batch.Add(delivery);
        }
    }

    // A message that could not be understood is to be parked, and that does not wait either.
    private bool CanLinger(List<Delivery> batch, int from)
    {
        for (var i = from; i < batch.Count; i++)
        {
            if (batch[i].Message is not { } message || !handler.CanLinger(message))
            {
                return false;
            }
        }

        return batch.Count < Math.Min(Few, full);
    }
}
