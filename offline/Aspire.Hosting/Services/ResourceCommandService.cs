using Aspire.Hosting.Offline;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs a command on a resource: start, stop, restart. A failure is an answer, never an exception.</summary>
public class ResourceCommandService
{
    private readonly Lazy<Orchestrator> _orchestrator;

    internal ResourceCommandService(Lazy<Orchestrator> orchestrator) => _orchestrator = orchestrator;

    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource,
        string commandName,
        CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);

    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId,
        string commandName,
        CancellationToken cancellationToken = default)
    {
        if (_orchestrator.Value.Find(resourceId) is not { } resource)
        {
            return Failure($"Resource '{resourceId}' not found.");
        }

        try
        {
            switch (commandName)
            {
                case "start" or "resource-start":
                    await resource.StartAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case "stop" or "resource-stop":
                    await resource.StopAsync().ConfigureAwait(false);
                    break;
                case "restart" or "resource-restart":
                    await resource.StopAsync().ConfigureAwait(false);
                    await resource.StartAsync(cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    return Failure($"Command '{commandName}' not available for resource '{resourceId}'.");
            }

            return new() { Success = true };
        }
        catch (OperationCanceledException)
        {
            return new() { Success = false, Canceled = true };
        }
        catch (Exception failure) when (failure is DistributedApplicationException or IOException or InvalidOperationException)
        {
            return Failure(failure.Message);
        }
    }

    private static ExecuteCommandResult Failure(string message) => new() { Success = false, Message = message };
}
