using Polly;
using Polly.Retry;

namespace OrderSaga.Load;

/// <summary>Sends a request again until it succeeds. People stop the services while orders are posted.</summary>
internal static class Retries
{
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <param name="tally">Counts the retries.</param>
    /// <param name="clock">Times the delays. They grow, and are random: after an outage the orders in flight must not all arrive at once.</param>
    public static ResiliencePipeline Create(Tally tally, TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            // HttpClient reports its own timeout as a cancellation too.
            ShouldHandle = static attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is not null && !attempt.Context.CancellationToken.IsCancellationRequested),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstDelay,
            MaxDelay = MaxDelay,
            OnRetry = attempt =>
            {
                tally.Retry(attempt.Outcome.Exception!);
                return default;
            },
        })
        .Build();
}
