namespace Aspire.Hosting.ApplicationModel;

/// <summary>A registered health check that says whether the resource is healthy.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}
