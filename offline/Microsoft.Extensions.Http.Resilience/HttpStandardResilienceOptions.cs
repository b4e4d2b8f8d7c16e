namespace Microsoft.Extensions.Http.Resilience;

/// <summary>The standard pipeline, from the outside in: total timeout, retries, circuit breaker, timeout of one attempt.</summary>
public class HttpStandardResilienceOptions
{
    /// <summary>Bounds the request with all its attempts and waits; 30 s unless set.</summary>
    public HttpTimeoutStrategyOptions TotalRequestTimeout { get; set; } = new() { Name = "Standard-TotalRequestTimeout" };

    /// <summary>Tries a transient fault again; 3 times unless set, whatever the method.</summary>
    public HttpRetryStrategyOptions Retry { get; set; } = new() { Name = "Standard-Retry" };

    /// <summary>Fails fast while too many attempts fail.</summary>
    public HttpCircuitBreakerStrategyOptions CircuitBreaker { get; set; } = new() { Name = "Standard-CircuitBreaker" };

    /// <summary>Bounds one attempt; 10 s unless set.</summary>
    public HttpTimeoutStrategyOptions AttemptTimeout { get; set; } =
        new() { Name = "Standard-AttemptTimeout", Timeout = TimeSpan.FromSeconds(10) };
}
