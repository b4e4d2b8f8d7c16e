using Polly.CircuitBreaker;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>When to stop sending: unless set, for 5 s once a tenth of at least 100 attempts in 30 s had a transient fault.</summary>
public class HttpCircuitBreakerStrategyOptions : CircuitBreakerStrategyOptions<HttpResponseMessage>
{
    /// <inheritdoc cref="HttpCircuitBreakerStrategyOptions" />
    public HttpCircuitBreakerStrategyOptions() => ShouldHandle = static args => new(TransientFaults.Match(args.Outcome));
}
