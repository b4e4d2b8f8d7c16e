using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

internal sealed class ControlCommands(
    Orchestrator orchestrator,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService resourceCommands,
    ResourceLoggerService logs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task<ExecuteCommandResult> ExecuteAsync(string[] request, CancellationToken cancellationToken) => request switch
    {
        ["status"] => Task.FromResult(Answer(Status())),
        ["logs", var name] => Task.FromResult(Logs(name)),
        ["kill", var name] => KillAsync(name, cancellationToken),
        ["stop", var name] => StopAsync(name, cancellationToken),
        ["start" or "restart", var name] => StartAsync(request[0], name, cancellationToken),
        _ => Task.FromResult(Failure("Usage: status | start <resource> | stop <resource> | restart <resource> | kill <resource> | logs <resource>")),
    };

    private async Task<ExecuteCommandResult> StopAsync(string name, CancellationToken cancellationToken)
    {
        var result = await resourceCommands.ExecuteCommandAsync(name, "stop", cancellationToken).ConfigureAwait(false);
        return result.Success ? Answer(StatusOf(name)) : Failure(result.Message ?? "Cancelled.");
    }

    private async Task<ExecuteCommandResult> StartAsync(string command, string name, CancellationToken cancellationToken)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = StartToTheEndAsync(command, name, cancellationToken);
        var inVain = WhenWaitingForStoppedAsync(name, answered.Token);
        var first = await Task.WhenAny(started, inVain).ConfigureAwait(false);
        await answered.CancelAsync().ConfigureAwait(false);

        // The start goes on, and ends with the other one's; whoever asked for it should not sit there without a word.
        return first == started
            ? await started.ConfigureAwait(false)
            : Answer($"{StatusOf(name)}It starts once {await inVain.ConfigureAwait(false)} is up.\n");
    }

    private async Task<ExecuteCommandResult> StartToTheEndAsync(string command, string name, CancellationToken cancellationToken)
    {
        // A second start would queue behind the one that waits, and begin when that is stopped.
        var isUnderWay = command == "start"
            && notifications.TryGetCurrentState(name, out var current)
            && current.Snapshot.State?.Text == KnownResourceStates.Waiting;
        if (!isUnderWay)
        {
            var result = await resourceCommands.ExecuteCommandAsync(name, command, cancellationToken).ConfigureAwait(false);
            if (!result.Success)
            {
                return Failure(result.Message ?? "Cancelled.");
            }
        }

        await WaitAWhileForHealthAsync(name, cancellationToken).ConfigureAwait(false);
        return Answer(StatusOf(name));
    }

    /// <summary>Ends when the resource waits for one that has stopped, of which nothing comes until somebody starts that one.</summary>
    /// <returns>The name of that one.</returns>
    private async Task<string> WhenWaitingForStoppedAsync(string name, CancellationToken cancellationToken)
    {
        await notifications.WaitForResourceAsync(name, KnownResourceStates.Waiting, cancellationToken).ConfigureAwait(false);
        var stopped = await Task.WhenAny(model.Resources
            .Single(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase))
            .Annotations.OfType<WaitAnnotation>()
            .Select(wait => StoppedAsync(wait.Resource.Name))).ConfigureAwait(false);
        return await stopped.ConfigureAwait(false);

        async Task<string> StoppedAsync(string dependency)
        {
            await notifications.WaitForResourceAsync(dependency, KnownResourceStates.TerminalStates, cancellationToken).ConfigureAwait(false);
            return dependency;
        }
    }

    private async Task WaitAWhileForHealthAsync(string name, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        Task healthy = notifications.WaitForResourceHealthyAsync(name, WaitBehavior.StopOnResourceUnavailable, patience.Token);

        // Whatever came of it, the status that is the answer says so.
        await healthy.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<ExecuteCommandResult> KillAsync(string name, CancellationToken cancellationToken)
    {
        if (orchestrator.Find(name) is not { IsRunning: true } runner)
        {
            return Failure($"No process of '{name}' is running.");
        }

        runner.Kill();
        await notifications.WaitForResourceAsync(name, KnownResourceStates.TerminalStates, cancellationToken).ConfigureAwait(false);
        return Answer(StatusOf(name));
    }

    private ExecuteCommandResult Logs(string name) => model.Resources.TryGetByName(name, out var resource)
        ? Answer(string.Concat(logs.LogOf(resource).Lines.Select(line => line.Content + "\n")))
        : Failure($"There is no resource '{name}'.");

    private string Status()
    {
        var text = new StringBuilder($"{"resource",-18}{"state",-15}{"health",-11}{"pid",-9}urls\n");
        foreach (var resource in model.Shown)
        {
            text.Append(StatusOf(resource.Name));
        }

        return text.ToString();
    }

    private string StatusOf(string name)
    {
        if (!notifications.TryGetCurrentState(name, out var current))
        {
            return $"{name,-18}{"unknown",-15}\n";
        }

        var snapshot = current.Snapshot;
        var state = snapshot.ExitCode is { } code ? $"{snapshot.State?.Text} ({code})" : snapshot.State?.Text;
        var urls = string.Join("  ", snapshot.Urls.Select(url => url.Url));
        return $"{name,-18}{state,-15}{snapshot.HealthStatus?.ToString() ?? "-",-11}{snapshot.ProcessId?.ToString(provider: null) ?? "-",-9}{urls}\n";
    }

    private static ExecuteCommandResult Answer(string text) => new() { Success = true, Message = text };

    private static ExecuteCommandResult Failure(string text) => new() { Success = false, Message = text + "\n" };
}
