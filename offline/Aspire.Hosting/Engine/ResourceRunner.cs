using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>The life of one resource: waits, starts its process, watches it, stops it, and publishes every step.</summary>
internal sealed class ResourceRunner(
    IResource resource,
    ILauncher launcher,
    Watchdog watchdog,
    OfflineSettings settings,
    ResourceEnvironment environment,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    HealthMonitor health,
    ConsoleReporter console,
    TimeProvider time)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ResourceLog _log = logs.LogOf(resource);
    private CancellationTokenSource _starting = new();
    private ChildProcess? _process;
    private Task _life = Task.CompletedTask;
    private bool _stopRequested;

    public IResource Resource => resource;

    public bool IsServer => launcher.IsServer;

    public bool IsRunning => _process is { HasExited: false };

    // A server whose data are about to be deleted has nothing to bring in order.
    private bool EndsByKill => IsServer && settings.Data.Removable is not null;

    private string Stopped => launcher.IsServer ? KnownResourceStates.Exited : KnownResourceStates.Finished;

    /// <summary>The first start. A failure has been published and printed; it must not end the others.</summary>
    public async Task StartWithApplicationAsync(CancellationToken cancellationToken)
    {
        Publish(KnownResourceStates.NotStarted);
        await Task.Yield();
        await StartAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits for what the resource depends on, then starts it. Does nothing if it is running.</summary>
    /// <exception cref="DistributedApplicationException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or stopped while it waited.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsRunning)
            {
                return;
            }

            await _life.ConfigureAwait(false);
            _starting.Dispose();
            _starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await LaunchAsync(_starting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Publish(Stopped);
            throw;
        }
        catch (Exception failure)
        {
            _log.Add(failure.Message, isError: true);
            Publish(KnownResourceStates.FailedToStart);
            console.Failed(resource.Name, failure.Message);
            throw new DistributedApplicationException($"'{resource.Name}' could not be started: {failure.Message}", failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops the process, or the wait for its dependencies. Does nothing if it is not running.</summary>
    public async Task StopAsync()
    {
        await CancelStartAsync().ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_process is { } process)
            {
                _stopRequested = true;
                Publish(KnownResourceStates.Stopping);
                await process.StopAsync().ConfigureAwait(false);
                await _life.ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the resource with the application.</summary>
    public async Task EndAsync()
    {
        if (EndsByKill)
        {
            _stopRequested = true;
            Kill();
        }

        await StopAsync().ConfigureAwait(false);
    }

    /// <summary>Kills the process as a crash would: no warning, no clean-up.</summary>
    public void Kill() => _process?.Kill();

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        if (resource.Annotations.OfType<WaitAnnotation>().Any())
        {
            Publish(KnownResourceStates.Waiting);
            await notifications.WaitForDependenciesAsync(resource, cancellationToken).ConfigureAwait(false);
        }

        Publish(KnownResourceStates.Starting);
        var variables = await environment.OfAsync(resource, cancellationToken).ConfigureAwait(false);
        var plan = await launcher.PrepareAsync(new(settings.Data, variables, watchdog, time), cancellationToken).ConfigureAwait(false);
        var process = ChildProcess.Start(plan, OnLine, time);
        Watch(process, plan);
        _process = process;
        _stopRequested = false;
        notifications.Publish(resource, snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            HealthReports = HealthMonitor.Unknown(resource),
            Urls = ResourceUrls.Of(resource),
            ProcessId = process.Id,
            ExitCode = null,
            StartTimeStamp = time.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
        });
        _life = LiveAsync(process);
    }

    private void Watch(ChildProcess process, LaunchPlan plan)
    {
        try
        {
            watchdog.Add(process.Id, EndsByKill ? Signal.Kill : plan.StopSignal);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    private async Task LiveAsync(ChildProcess process)
    {
        using var gone = new CancellationTokenSource();
        var watching = health.WatchAsync(resource, gone.Token);
        var exitCode = await process.Exited.ConfigureAwait(false);
        await gone.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        watchdog.Remove(process.Id);
        _process = null;
        notifications.Publish(resource, snapshot => snapshot with
        {
            State = Stopped,
            ProcessId = null,
            ExitCode = exitCode,
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
        });
        console.Stopped(resource.Name, exitCode, _stopRequested);
    }

    private void OnLine(string line, bool isError)
    {
        _log.Add(line, isError);
        if (!launcher.IsServer)
        {
            console.Forward(resource.Name, line);
        }
    }

    private async Task CancelStartAsync()
    {
        try
        {
            await _starting.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // A start has just replaced the source; that start is newer than this stop.
        }
    }

    private void Publish(string state) => notifications.Publish(resource, snapshot => snapshot with { State = state });
}
