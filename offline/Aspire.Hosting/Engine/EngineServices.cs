using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Offline;

internal static class EngineServices
{
    public static void Add(DistributedApplicationBuilder builder, DistributedApplicationOptions options)
    {
        var settings = OfflineSettings.Create(builder, options);
        var model = new DistributedApplicationModel(builder.Resources);
        var waitBehavior = settings.StopWaitingOnFailure ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable;

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(model);
        builder.Services.AddSingleton(builder.ExecutionContext);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ControlClient(settings.Data, options.Args ?? []));
        builder.Services.AddSingleton(_ => new ResourceNotificationService(model, waitBehavior));
        builder.Services.AddSingleton<ResourceLoggerService>();
        builder.Services.AddSingleton<HealthMonitor>();
        builder.Services.AddSingleton<ConsoleReporter>();
        builder.Services.AddSingleton<ResourceEnvironment>();
        builder.Services.AddSingleton<ControlCommands>();
        builder.Services.AddSingleton<Orchestrator>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<Orchestrator>());
        builder.Services.AddSingleton(services => new ResourceCommandService(new(services.GetRequiredService<Orchestrator>)));

        // Longer than a resource may take to stop, twice: projects first, then the servers they use.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(45));

        // A check that fails while its resource starts is what the checks are there to find out; and why the application could not
        // be started is said once, without a stack trace.
        builder.Services.AddLogging(logging => logging
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
        builder.Services.AddHealthChecks();
    }
}
