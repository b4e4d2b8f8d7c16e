using Polly;
using Polly.Retry;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Which faults to try again, and when: unless set, transient ones, 3 times, exponentially from 2 s with jitter.</summary>
public class HttpRetryStrategyOptions : RetryStrategyOptions<HttpResponseMessage>
{
    /// <inheritdoc cref="HttpRetryStrategyOptions" />
    public HttpRetryStrategyOptions()
    {
        ShouldHandle = static args => new(TransientFaults.Match(args.Outcome));
        BackoffType = DelayBackoffType.Exponential;
        UseJitter = true;
        ShouldRetryAfterHeader = true;
    }

    /// <summary>Whether a response's Retry-After header decides how long to wait; true unless set.</summary>
    public bool ShouldRetryAfterHeader
    {
        get => DelayGenerator is not null;
        set => DelayGenerator = value ? static args => new(TransientFaults.RetryAfter(args.Outcome.Result)) : null;
    }
}
