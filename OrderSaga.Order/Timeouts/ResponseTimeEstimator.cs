using Microsoft.Extensions.Options;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Timeouts;

/// <summary>
/// How long orders lately waited for their answers, which tells what is late from what is lost. While answers are late, more drives would
/// only add to what they wait behind: without this, a load that the services can not keep up with for five seconds multiplies.
/// </summary>
/// <remarks>
/// A smoothed mean and its mean deviation, as those of round-trip times in RFC 6298, section 2. Counted from an order's last drive, so that
/// one which was lost and healed does not look slow. Each instance goes by the answers that came to it.
/// </remarks>
internal sealed class ResponseTimeEstimator(IOptions<SagaOptions> options, TimeProvider clock)
{
    // Of the mean. A large batch weighs less than its answers would, so that the latest batch does not decide alone.
    private const double WeightOfAnAnswer = 1.0 / 64;
    private const double MostOfABatch = 0.25;

    private readonly SagaOptions timing = options.Value;
    private readonly Lock gate = new();
    private TimeSpan mean;
    private TimeSpan deviation;
    private long? lastAnswer;

    /// <summary>How far beyond its deadline an order may be before it is driven again. Zero unless answers come, and late.</summary>
    public TimeSpan ExtraTimeout
    {
        get
        {
            lock (gate)
            {
                // Twice the mean, as what waits now waits for longer than what was answered when load grows. The deviation is large where some
                // kinds of answers, as those to orders out of stock, come sooner than others.
                return Quiet >= Horizon ? TimeSpan.Zero : Deadlines.ExtraTimeout((2 * mean) + (4 * deviation), timing);
            }
        }
    }

    // When nothing is answered any more, what was lately says nothing of now. A restart in the midst of a rush is over by then.
    private TimeSpan Horizon => 2 * timing.StepTimeout;

    private TimeSpan Quiet => lastAnswer is { } last ? clock.GetElapsedTime(last) : Horizon;

    /// <summary>Orders had an answer, and moved on: those of one transaction.</summary>
    public void Answered(IReadOnlyList<OrderChange> changes)
    {
        changes = [.. changes.Where(change => change.IsAnswer)];
        if (changes.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            // By their number when there are many, and by time when they are rare: an outage is forgotten after a few answers.
            var weight = Quiet >= Horizon
                ? 1
                : Math.Min(1, Math.Max(Math.Min(changes.Count * WeightOfAnAnswer, MostOfABatch), Quiet / timing.StepTimeout));
            mean += (Average(changes, took => took) - mean) * weight;
            deviation += (Average(changes, took => (took - mean).Duration()) - deviation) * weight;
            lastAnswer = clock.GetTimestamp();
        }
    }

    private TimeSpan Average(IReadOnlyList<OrderChange> changes, Func<TimeSpan, TimeSpan> of) =>
        TimeSpan.FromTicks((long)changes.Average(change => (double)of(Took(change)).Ticks));

    private TimeSpan Took(OrderChange change)
    {
        var took = change.After.UpdatedAt - change.Before.UpdatedAt;
        return took < TimeSpan.Zero ? TimeSpan.Zero : took < timing.GiveUpAfter ? took : timing.GiveUpAfter;
    }
}
