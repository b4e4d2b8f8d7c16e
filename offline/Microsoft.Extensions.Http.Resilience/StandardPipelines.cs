using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Polly;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Which requests of a client share a pipeline, and so a circuit.</summary>
internal sealed class PipelineSelection
{
    public bool ByAuthority { get; set; }
}

/// <summary>Pipelines outlive the handlers that use them, which the client factory replaces every few minutes.</summary>
internal sealed class StandardPipelines(
    IOptionsMonitor<HttpStandardResilienceOptions> options, IOptionsMonitor<PipelineSelection> selections, TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<(string Name, string? Authority), ResiliencePipeline<HttpResponseMessage>> _pipelines = new();

    public Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> SelectorOf(string name) =>
        selections.Get(name).ByAuthority
            ? request => Get(name, request.RequestUri?.GetLeftPart(UriPartial.Authority))
            : _ => Get(name, null);

    private ResiliencePipeline<HttpResponseMessage> Get(string name, string? authority) =>
        _pipelines.GetOrAdd((name, authority), static (key, self) => self.Build(key.Name), this);

    private ResiliencePipeline<HttpResponseMessage> Build(string name)
    {
        var option = options.Get(name);
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = name, TimeProvider = time };
        return builder
            .AddTimeout(option.TotalRequestTimeout)
            .AddRetry(option.Retry)
            .AddCircuitBreaker(option.CircuitBreaker)
            .AddTimeout(option.AttemptTimeout)
            .Build();
    }
}
