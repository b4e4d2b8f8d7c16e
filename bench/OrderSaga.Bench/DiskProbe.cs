using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace OrderSaga.Bench;

/// <summary>
/// Writes one block of a file of its own and flushes it to the disk, ten times a second, until it is disposed. Each saga waits for such
/// flushes of the database and the broker, one after the other; what holds up the probe is none of their doing.
/// </summary>
/// <remarks>The file lies in the directory for temporary files, where the volumes are too unless containers keep them.</remarks>
internal sealed class DiskProbe : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly byte[] block = new byte[4096];
    private readonly List<double> milliseconds = [];
    private readonly CancellationTokenSource ended = new();
    private readonly Task probing;

    private DiskProbe() => probing = ProbeAsync();

    /// <summary>The longest flush in milliseconds, once the probe has ended; 0 where it had no time for one.</summary>
    public double Slowest => milliseconds.DefaultIfEmpty().Max();

    public static DiskProbe Start() => new();

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await probing;
        ended.Dispose();
    }

    private async Task ProbeAsync()
    {
        using var file = File.OpenHandle(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                milliseconds.Add(Flush(file));
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Enough seen.
        }
    }

    private double Flush(SafeFileHandle file)
    {
        var begun = Stopwatch.GetTimestamp();
        RandomAccess.Write(file, block, fileOffset: 0);
        RandomAccess.FlushToDisk(file);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
