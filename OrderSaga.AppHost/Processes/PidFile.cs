using System.Diagnostics;
using System.Globalization;

namespace OrderSaga.AppHost.Processes;

/// <summary>
/// The file in which a server notes its process. Two servers on one data directory would destroy it. After a kill of the AppHost the old
/// servers take some seconds to end, so a new one waits for them.
/// </summary>
internal static class PidFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <param name="path">Of the file, whose first line is the process id; it may be missing or stale.</param>
    /// <param name="program">Part of the process's name: the id may belong to another program by now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DistributedApplicationException">The server still runs.</exception>
    public static async Task WaitUntilGoneAsync(string path, string program, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (IsRunning(path, program, out var processId))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new DistributedApplicationException(
                    $"Process {processId} ({program}) already uses the data in {Path.GetDirectoryName(path)}. Stop that AppHost first.");
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    private static bool IsRunning(string path, string program, out int processId)
    {
        processId = 0;
        if (!File.Exists(path) || !int.TryParse(File.ReadLines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out processId))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName.Contains(program, StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
