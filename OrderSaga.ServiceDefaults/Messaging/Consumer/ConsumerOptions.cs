using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>Section <c>Consumer</c>.</summary>
public sealed class ConsumerOptions
{
    /// <summary>
    /// Messages handled in one transaction at the most. It never waits to fill. Too small, and every message pays for a commit; too
    /// large, and row locks are held for longer and a redo after a fault costs more.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxBatchSize { get; set; } = 500;

    /// <summary>
    /// Messages the broker hands out ahead of their acknowledgement; bounds the memory, and to AMQP zero means no bound. At least a
    /// batch, better two.
    /// </summary>
    [Range(1, ushort.MaxValue)]
    public ushort Prefetch { get; set; } = 1000;

    /// <summary>
    /// How often a message that fails for a reason of its own is tried before it is dead-lettered. Too small, and a fault that would have
    /// passed needs a hand; too large, and a poison message takes longer to show: the wait doubles each time.
    /// </summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// Wait before the second attempt; doubled for each one after it. Other messages do not wait, while those that do leave room in
    /// <see cref="Prefetch"/>. All attempts must fit well into the 30 minutes that RabbitMQ gives an acknowledgement: at its longest, and ten
    /// attempts, they take nine.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);
}
