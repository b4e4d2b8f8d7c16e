using System.Diagnostics;

namespace OrderSaga.Bench;

/// <summary>Another build of the same HTTP contract, started by a command of the user's.</summary>
internal sealed class CommandTarget : ITarget
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);

    private readonly Process process;

    private CommandTarget(Process process, Services services)
    {
        this.process = process;
        Services = services;
    }

    public Services Services { get; }

    public static async Task<CommandTarget> StartAsync(string command)
    {
        // exec, so that the signal reaches the command and not the shell before it.
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec " + command]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var target = new CommandTarget(process, Services.At(Address("ORDER", 5101), Address("INVENTORY", 5102), Address("PAYMENT", 5103)));
        var started = Stopwatch.GetTimestamp();
        while (!await target.AnswersAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartDeadline)
            {
                await target.DisposeAsync();
                throw new InvalidOperationException($"'{command}' did not come up: not all of its services answer.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }

        return target;
    }

    public Task<Counters?> ReadCountersAsync() => Task.FromResult<Counters?>(null);

    public async ValueTask DisposeAsync()
    {
        Services.Dispose();
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private static Uri Address(string service, int port) =>
        new(Environment.GetEnvironmentVariable("BENCH_" + service) ?? $"http://localhost:{port}");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            foreach (var (client, path) in new[] { (Services.Order, "/orders/stats"), (Services.Inventory, "/stock"), (Services.Payment, "/accounts") })
            {
                using var answer = await client.GetAsync(path);
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }
            }

            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
