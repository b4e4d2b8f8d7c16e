using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>How long an HTTP request may take; 30 s unless set.</summary>
public class HttpTimeoutStrategyOptions : TimeoutStrategyOptions
{
}
