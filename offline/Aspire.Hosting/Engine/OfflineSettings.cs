using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Offline;

/// <summary>How this application runs: for a developer, with fixed ports and data that stay, or for a test, with neither.</summary>
internal sealed record OfflineSettings(bool IsTest, bool StopWaitingOnFailure, DataDirectory Data)
{
    public static OfflineSettings Create(DistributedApplicationBuilder builder, DistributedApplicationOptions options)
    {
        var isTest = builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        var kept = builder.AppHostAssembly?.Metadata("OfflineDataDirectory");
        return new(isTest, options.DisableDashboard, isTest || kept is null ? DataDirectory.Temporary() : DataDirectory.Kept(kept));
    }

    public static OfflineSettings Of(IDistributedApplicationBuilder builder) => builder.Services
        .Select(service => service.ImplementationInstance)
        .OfType<OfflineSettings>()
        .Single();
}
