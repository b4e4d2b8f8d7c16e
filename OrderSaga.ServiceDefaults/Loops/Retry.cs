using Polly;
using Polly.Retry;

namespace OrderSaga.ServiceDefaults.Loops;

/// <summary>Retries with exponential backoff and jitter, by Polly.</summary>
public static class Retry
{
    /// <param name="handles">Which faults are retried. Others end the work.</param>
    /// <param name="onRetry">Is told of each fault that is retried.</param>
    /// <param name="delay">Wait before the second attempt; doubled for each one after it.</param>
    /// <param name="maxDelay">The longest wait.</param>
    /// <param name="clock">Measures the waits.</param>
    /// <param name="maxRetries">Attempts after the first, without limit unless given.</param>
    public static ResiliencePipeline On(
        Func<Exception, bool> handles, Action<Exception> onRetry, TimeSpan delay, TimeSpan maxDelay, TimeProvider clock, int maxRetries = int.MaxValue) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle(handles),
                MaxRetryAttempts = maxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = delay,
                MaxDelay = maxDelay,
                OnRetry = arguments =>
                {
                    onRetry(arguments.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
