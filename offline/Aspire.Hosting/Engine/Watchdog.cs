using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Offline;

/// <summary>
/// The shell process that stops what the AppHost leaves behind when it is killed, and that holds the data directory's lock.
/// (A parent-death signal would not do: it is tied to the thread that forked, and .NET's threads come and go.)
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    private readonly Process _shell;
    private readonly Lock _lock = new();

    private Watchdog(Process shell) => _shell = shell;

    /// <summary>Waits while the watchdog of an AppHost that has died still cleans up.</summary>
    /// <exception cref="DistributedApplicationException">Another AppHost runs with this data directory.</exception>
    public static async Task<Watchdog> StartAsync(DataDirectory data, TimeProvider time, CancellationToken cancellationToken)
    {
        PrivateFile.Write(data.WatchdogScript, await ReadScriptAsync(cancellationToken).ConfigureAwait(false));
        var patience = time.GetTimestamp();
        while (true)
        {
            var shell = Start(data);
            var answer = await shell.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
            if (answer == "ready")
            {
                return new(shell);
            }

            shell.Dispose();
            var owner = answer.Replace("busy ", "", StringComparison.Ordinal);
            if (IsAlive(owner) || time.GetElapsedTime(patience) > TimeSpan.FromSeconds(20))
            {
                throw new DistributedApplicationException(
                    $"Another AppHost (process {owner}) is running with the data in {data.Path}. Stop that one first.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts a process on the list. <paramref name="signal"/> is what asks it to stop.</summary>
    public void Add(int leader, int signal) => Tell(string.Create(CultureInfo.InvariantCulture, $"add {leader} {signal}"));

    public void Remove(int leader) => Tell(string.Create(CultureInfo.InvariantCulture, $"remove {leader}"));

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync().ConfigureAwait(false);
        _shell.Dispose();
    }

    private void Tell(string line)
    {
        lock (_lock)
        {
            _shell.StandardInput.WriteLine(line);
            _shell.StandardInput.Flush();
        }
    }

    private static Process Start(DataDirectory data)
    {
        // A session of its own: Ctrl+C in the terminal reaches the AppHost and must not reach this.
        var start = new ProcessStartInfo("setsid", ["sh", data.WatchdogScript, data.LockFile, Text(Environment.ProcessId), data.Removable ?? ""])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        return Process.Start(start) ?? throw new DistributedApplicationException("The watchdog could not be started.");
    }

    private static bool IsAlive(string processId) => processId.Length > 0 && Directory.Exists($"/proc/{processId}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> ReadScriptAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(Watchdog).Assembly.GetManifestResourceStream("watchdog.sh")!);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }
}
