using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace OrderSaga.AppHost.Commands;

/// <summary>What a machine does to a process: kill it, or stop it from running for a while.</summary>
internal static class SignalCommands
{
    public static IResourceBuilder<T> WithKillCommand<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        return builder.WithCommand("kill", "Kill", KillAsync, new()
        {
            IconName = "DismissCircle",
            Description = "SIGKILL: the process ends at once, as in a crash.",
            ConfirmationMessage = $"Kill {builder.Resource.Name}? It ends at once, with whatever it has in hand.",
            UpdateState = WhileRunning,
        });

        static Task<ExecuteCommandResult> KillAsync(ExecuteCommandContext context)
        {
            if (ProcessOf(context) is not { } processId)
            {
                return Task.FromResult(CommandResults.Failure("The resource has no process."));
            }

            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
            return Task.FromResult(CommandResults.Success());
        }
    }

    public static IResourceBuilder<T> WithFreezeCommands<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        builder.ApplicationBuilder.Services.TryAddSingleton<FrozenProcesses>();
        builder.ApplicationBuilder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, FrozenProcesses>(services => services.GetRequiredService<FrozenProcesses>()));
        return builder
            .WithCommand("freeze", "Freeze", FreezeAsync, new()
            {
                IconName = "WeatherSnowflake",
                Description = "SIGSTOP: connections stay open, and nobody answers.",
                ConfirmationMessage = $"Freeze {builder.Resource.Name}? It answers nobody until it is thawed.",
                UpdateState = WhileRunning,
            })
            .WithCommand("thaw", "Thaw", ThawAsync, new()
            {
                IconName = "WeatherSunny",
                Description = "SIGCONT: the process goes on where it was frozen.",
                UpdateState = WhileRunning,
            });
    }

    private static async Task<ExecuteCommandResult> FreezeAsync(ExecuteCommandContext context)
    {
        if (ProcessOf(context) is not { } processId)
        {
            return CommandResults.Failure("The resource has no process.");
        }

        var frozen = context.Services.GetRequiredService<FrozenProcesses>();
        await frozen.FreezeAsync(context.ResourceName, processId, context.CancellationToken);
        return CommandResults.Success();
    }

    private static async Task<ExecuteCommandResult> ThawAsync(ExecuteCommandContext context)
    {
        await context.Services.GetRequiredService<FrozenProcesses>().ThawAsync(context.ResourceName, context.CancellationToken);
        return CommandResults.Success();
    }

    private static ResourceCommandState WhileRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static int? ProcessOf(ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        return notifications.TryGetCurrentState(context.ResourceName, out var current)
            ? current.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?
            : null;
    }
}
