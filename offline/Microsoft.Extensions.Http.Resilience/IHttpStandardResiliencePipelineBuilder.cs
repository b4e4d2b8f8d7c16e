using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Goes on to configure a standard pipeline.</summary>
public interface IHttpStandardResiliencePipelineBuilder
{
    /// <summary>The name of the pipeline's options.</summary>
    string PipelineName { get; }

    /// <summary>The services that the pipeline is added to.</summary>
    IServiceCollection Services { get; }
}
