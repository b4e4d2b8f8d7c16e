using Microsoft.Extensions.Configuration;

namespace OrderSaga.AppHost;

internal static class Load
{
    /// <summary>Adds orders at a steady rate, for somebody who breaks things meanwhile. A person starts it in the dashboard.</summary>
    public static void AddLoad(this IDistributedApplicationBuilder builder, params IResourceBuilder<ProjectResource>[] services)
    {
        var rate = builder.AddParameter("load-rate", "20").WithDescription("Orders a second, 0.1 to 5000.");
        var mix = builder.AddParameter("load-mix", "demo")
            .WithDescription("demo, spread, hot-item, hot-account, declined or out-of-stock.");
        var load = builder.AddProject<Projects.OrderSaga_Load>("load")
            .WithEnvironment("Load__Rate", rate)
            .WithEnvironment("Load__Mix", mix)
            .WithIconName("TopSpeed")
            .WithExplicitStart();
        rate.WithParentRelationship(load);
        mix.WithParentRelationship(load);
        foreach (var service in services)
        {
            load.WithReference(service);
        }
    }
}
