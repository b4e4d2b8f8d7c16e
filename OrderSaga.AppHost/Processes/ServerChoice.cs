using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.AppHost.Processes;

/// <summary>Whether broker and database run as containers or as processes of this machine, and why.</summary>
internal sealed record ServerChoice(bool AreContainers, string Reason)
{
    public const string Setting = "Servers";

    private static readonly TimeSpan EnginePatience = TimeSpan.FromSeconds(5);

    /// <summary>What is published always has containers. The choice is logged once when the AppHost starts.</summary>
    public static async Task<ServerChoice> MakeAsync(IDistributedApplicationBuilder builder)
    {
        var choice = builder.ExecutionContext.IsPublishMode
            ? new ServerChoice(true, "what is published has containers")
            : await DecideAsync(
                builder.Configuration[Setting],
                OperatingSystem.IsWindows(),
                () => ContainerEngine.FindAsync(builder.Configuration["ASPIRE_CONTAINER_RUNTIME"], EnginePatience));
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            var log = start.Services.GetRequiredService<ILoggerFactory>().CreateLogger("OrderSaga.AppHost");
            AppHostLog.ServersChosen(log, choice.AreContainers ? "containers" : "processes", choice.Reason);
            return Task.CompletedTask;
        });
        return choice;
    }

    /// <param name="setting">auto, containers, processes; null is auto.</param>
    /// <param name="isWindows">Neither server's package there suits: containers are needed.</param>
    /// <param name="findEngine">Answers the name of the container engine that runs, null if none does.</param>
    /// <exception cref="DistributedApplicationException">The setting is none of the three, or cannot be had.</exception>
    internal static async Task<ServerChoice> DecideAsync(string? setting, bool isWindows, Func<Task<string?>> findEngine)
    {
        switch (setting?.ToLowerInvariant())
        {
            case "containers":
                return new(true, $"{Setting} = containers");
            case "processes" when isWindows:
                throw new DistributedApplicationException(
                    $"{Setting} = processes is not possible on Windows. Install a container engine, Docker or Podman.");
            case "processes":
                return new(false, $"{Setting} = processes");
            case null or "" or "auto":
                return await findEngine() switch
                {
                    { } engine => new(true, $"{engine} answers"),
                    null when isWindows => new(true, "Windows needs a container engine; none answers yet"),
                    null => new(false, "no container engine answers"),
                };
            default:
                throw new DistributedApplicationException($"{Setting} = {setting} is not known. It is auto, containers or processes.");
        }
    }
}
