namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource, which may not have a port yet.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName)
{
    private EndpointAnnotation? Annotation => owner.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(candidate => string.Equals(candidate.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    public IResourceWithEndpoints Resource => owner;

    public string EndpointName { get; } = endpointName;

    public bool Exists => Annotation is not null;

    public bool IsAllocated => Annotation?.AllocatedPort is not null;

    public string Host { get; } = "localhost";

    /// <summary>The port in use.</summary>
    /// <exception cref="InvalidOperationException">The application has not been started, or there is no such endpoint.</exception>
    public int Port => Annotation?.AllocatedPort
        ?? throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{owner.Name}' has no port yet.");

    public string Scheme => Annotation?.UriScheme
        ?? throw new InvalidOperationException($"'{owner.Name}' has no endpoint '{EndpointName}'.");

    public string Url => $"{Scheme}://{Host}:{Port}";
}
