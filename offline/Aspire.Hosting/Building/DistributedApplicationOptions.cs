namespace Aspire.Hosting;

public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the process's own when null.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>There is no dashboard offline. Without one a wait for a resource that has stopped fails at once, as with real Aspire.</summary>
    public bool DisableDashboard { get; set; }
}
