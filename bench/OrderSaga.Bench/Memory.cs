using System.Globalization;

namespace OrderSaga.Bench;

/// <summary>
/// Watches the resident memory of the services until it is disposed, from Linux's /proc; sees nothing on other systems.
/// https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
/// </summary>
internal sealed class Memory : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly SortedDictionary<string, double> peaks;
    private readonly CancellationTokenSource ended = new();
    private readonly Task watching;

    private Memory(IReadOnlyDictionary<string, double> earlier)
    {
        peaks = new SortedDictionary<string, double>(earlier.ToDictionary());
        watching = WatchAsync();
    }

    /// <param name="earlier">Peaks to go on from.</param>
    public static Memory Watch(IReadOnlyDictionary<string, double>? earlier) => new(earlier ?? new Dictionary<string, double>());

    /// <summary>The most that each service had, in megabytes, once the watch has ended.</summary>
    public IReadOnlyDictionary<string, double> Peaks => peaks;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        ended.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            do
            {
                Sample();
            }
            while (await timer.WaitForNextTickAsync(ended.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Enough seen.
        }
    }

    private void Sample()
    {
        foreach (var (part, directory) in ProcessorTime.Processes().Where(process => ProcessorTime.Own.Contains(process.Part)))
        {
            try
            {
                peaks[part] = Math.Max(peaks.GetValueOrDefault(part), MegabytesOf(directory));
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }
    }

    private static double MegabytesOf(string directory) =>
        File.ReadLines(directory + "/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line["VmRSS:".Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024
            : 0;
}
