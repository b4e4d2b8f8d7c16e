using Microsoft.Extensions.Options;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Timeouts;

/// <summary>
/// How long orders lately waited for their answers, which tells what is late from what is lost. While all answers are late, more drives
/// would only add to what they wait behind: without this, a load that the services can not keep up with for five seconds multiplies.
/// </summary>
/// <remarks>
/// A smoothed mean, as that of round-trip times in RFC 6298, section 2. Counted from an order's last drive, so that one which was lost and
/// healed does not look slow. Each instance goes by the answers that came to it.
/// </remarks>
internal sealed class AnswerTimes(IOptions<SagaOptions> options, TimeProvider clock)
{
    // Answers come in batches, and those of cancelled orders come sooner or later than the others.
    private const double Weight = 1.0 / 64;

    private readonly SagaOptions timing = options.Value;
    private readonly Lock gate = new();
    private TimeSpan mean;
    private long? lastAnswer;

    /// <summary>How far beyond its deadline an order may be before it is driven again. Zero unless answers come, and late.</summary>
    public TimeSpan Slack
    {
        get
        {
            lock (gate)
            {
                return Deadlines.Slack(IsStale ? TimeSpan.Zero : mean, timing);
            }
        }
    }

    /// <summary>Some orders had an answer, and moved on.</summary>
    public void Answered(IReadOnlyList<OrderChange> changes)
    {
        lock (gate)
        {
            foreach (var change in changes)
            {
                var took = change.After.UpdatedAt - change.Before.UpdatedAt;
                mean = IsStale ? took : mean + ((took - mean) * Weight);
                lastAnswer = clock.GetTimestamp();
            }
        }
    }

    // When nothing is answered any more, what was lately says nothing of now.
    private bool IsStale => lastAnswer is not { } last || clock.GetElapsedTime(last) >= timing.StepTimeout;
}
