using System.Diagnostics;

namespace Aspire.Hosting.Offline;

/// <summary>A process in a session and group of its own, so that the terminal's Ctrl+C passes it by and it can be killed whole.</summary>
internal sealed class ChildProcess
{
    private readonly Process _process;
    private readonly LaunchPlan _plan;
    private readonly TimeProvider _time;
    private volatile bool _hasExited;

    private ChildProcess(Process process, LaunchPlan plan, Action<string, bool> onLine, TimeProvider time)
    {
        _process = process;
        _plan = plan;
        _time = time;
        Id = process.Id;
        Exited = WaitAsync(Task.WhenAll(
            PumpAsync(process.StandardOutput, line => onLine(line, false)),
            PumpAsync(process.StandardError, line => onLine(line, true))));
    }

    public int Id { get; }

    /// <summary>True from the exit on, a moment before <see cref="Exited"/> completes with the last of the output.</summary>
    public bool HasExited => _hasExited;

    /// <summary>The exit code; 128 + the signal's number when one killed it.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(LaunchPlan plan, Action<string, bool> onLine, TimeProvider time)
    {
        var start = new ProcessStartInfo("setsid", [plan.FileName, .. plan.Arguments])
        {
            WorkingDirectory = plan.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new DistributedApplicationException($"{plan.FileName} could not be started.");
        process.StandardInput.Close();
        return new(process, plan, onLine, time);
    }

    /// <summary>Asks the process to stop, and kills it when it has not within its grace.</summary>
    public async Task StopAsync()
    {
        Signal.Send(Id, _plan.StopSignal);
        try
        {
            await Exited.WaitAsync(_plan.Grace, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited.ConfigureAwait(false);
        }
    }

    public void Kill() => Signal.SendToGroup(Id, Signal.Kill);

    private async Task<int> WaitAsync(Task output)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _hasExited = true;
        var exitCode = _process.ExitCode;
        Kill();

        // The last lines say why it died; a grandchild that escaped the group must not hold them up for ever.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(2), _time)).ConfigureAwait(false);
        _process.Dispose();
        return exitCode;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                onLine(line);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            onLine($"(output ended: {ended.Message})");
        }
    }
}
