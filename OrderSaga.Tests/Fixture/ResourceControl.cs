using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrderSaga.Tests.Fixture;

/// <summary>Stops, starts and kills resources, each time waiting for the effect, never longer than a deadline.</summary>
internal sealed class ResourceControl(DistributedApplication application)
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    public async Task StopAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StopCommand);
        await WaitUntilStoppedAsync(resource);
    }

    public async Task StartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        await WaitUntilHealthyAsync(resource, StartDeadline);
    }

    public async Task RestartAsync(string resource)
    {
        await StopAsync(resource);
        await StartAsync(resource);
    }

    /// <summary>Kills the process, children included. A container has none that could be killed from here: it is stopped.</summary>
    public async Task KillAsync(string resource)
    {
        if (ProcessIdOf(resource) is not { } processId)
        {
            await StopAsync(resource);
            return;
        }

        using var process = Process.GetProcessById(processId);
        process.Kill(entireProcessTree: true);
        await WaitUntilStoppedAsync(resource);
    }

    /// <summary>Until the resource, and a server's databases with it, are running and healthy; a project until it says so itself.</summary>
    public async Task WaitUntilHealthyAsync(string resource, TimeSpan deadline)
    {
        // Not whatever has it for a parent: Aspire adds a hidden resource to each project that rebuilds it on demand, and is never started here.
        var parts = application.Resources()
            .Where(candidate => candidate.Name == resource
                || candidate is IResourceWithConnectionString and IResourceWithParent child && child.Parent.Name == resource);
        await Task.WhenAll(parts.Select(part => WaitAsync(part.Name, IsHealthy, "become healthy", deadline, failure: KnownResourceStates.FailedToStart)));
        if (application.Resource(resource) is ProjectResource)
        {
            using var client = application.CreateHttpClient(resource);
            client.Timeout = TimeSpan.FromSeconds(5);
            await Eventually.HoldsAsync(
                async () =>
                {
                    using var response = await client.GetAsync("/health");
                    return response.IsSuccessStatusCode;
                },
                $"{resource} answers GET /health with 200",
                deadline,
                () => ResourceDump.OfAsync(application));
        }
    }

    /// <summary>Until a process that ends by itself has been noticed to be gone.</summary>
    public Task WaitUntilStoppedAsync(string resource) => WaitAsync(
        resource,
        snapshot => snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text),
        "stop",
        StopDeadline);

    /// <summary>Null for a container.</summary>
    public int? ProcessIdOf(string resource)
    {
        application.ResourceNotifications.TryGetCurrentState(resource, out var current);
        return current?.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?;
    }

    /// <summary>Runs a command of the dashboard. It must succeed.</summary>
    public async Task CommandAsync(string resource, string command)
    {
        var result = await TryCommandAsync(resource, command);
        if (!result.Success)
        {
            Assert.Fail($"{command} {resource} failed: {result.Message}{Environment.NewLine}{await ResourceDump.OfAsync(application)}");
        }
    }

    /// <summary>Runs a command of the dashboard, which may fail.</summary>
    public async Task<ExecuteCommandResult> TryCommandAsync(string resource, string command)
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        return await application.ResourceCommands.ExecuteCommandAsync(application.Resource(resource), command, deadline.Token);
    }

    private async Task WaitAsync(string resource, Func<CustomResourceSnapshot, bool> condition, string what, TimeSpan deadline, string? failure = null)
    {
        using var cancellation = new CancellationTokenSource(deadline);
        var held = false;
        try
        {
            await application.ResourceNotifications.WaitForResourceAsync(
                resource, change => (held = condition(change.Snapshot)) || change.Snapshot.State?.Text == failure, cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            held = false;
        }

        if (!held)
        {
            Assert.Fail($"{resource} did not {what} within {deadline.TotalSeconds} s.{Environment.NewLine}{await ResourceDump.OfAsync(application)}");
        }
    }

    private static bool IsHealthy(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus == HealthStatus.Healthy;
}
