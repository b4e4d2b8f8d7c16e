namespace Aspire.Hosting.Offline;

/// <summary>Runs a program to its end, such as initdb.</summary>
internal static class Tool
{
    /// <exception cref="DistributedApplicationException">It failed; the message carries what it wrote.</exception>
    public static async Task RunAsync(LaunchPlan plan, LaunchContext context, CancellationToken cancellationToken)
    {
        var output = new List<string>();
        var process = ChildProcess.Start(plan, (line, _) => Add(line), context.Time);
        context.Watchdog.Add(process.Id, Signal.Kill);
        await using var cancellation = cancellationToken.Register(process.Kill).ConfigureAwait(false);
        var exitCode = await process.Exited.ConfigureAwait(false);
        context.Watchdog.Remove(process.Id);
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                $"{plan.FileName} {string.Join(' ', plan.Arguments)} failed with {exitCode}: {string.Join(Environment.NewLine, output)}");
        }

        void Add(string line)
        {
            lock (output)
            {
                output.Add(line);
            }
        }
    }
}
