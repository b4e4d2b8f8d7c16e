using Aspire.Hosting.Offline;
using Microsoft.Extensions.Time.Testing;

namespace OrderSaga.Tests.Offline.Engine;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Stop_ProcessThatIgnoresTheSignal_IsKilledAfterFifteenSeconds()
    {
        var time = new FakeTimeProvider();
        var deaf = new TaskCompletionSource();
        var process = ChildProcess.Start(
            new("sh", ["-c", "trap '' TERM; echo deaf; while :; do sleep 600; done"]) { Environment = ResourceEnvironment.Minimal() },
            (_, _) => deaf.TrySetResult(),
            time);
        await deaf.Task;

        var stopping = process.StopAsync();
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(process.Exited.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await stopping;

        Assert.Equal(128 + Signal.Kill, await process.Exited);
    }

    [Fact]
    public async Task Start_Environment_IsThePlansAndNothingElse()
    {
        var lines = new List<string>();
        var process = ChildProcess.Start(
            new("env", []) { Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["EMPTY"] = "" } },
            (line, _) => lines.Add(line),
            TimeProvider.System);
        await process.Exited;

        Assert.Equal(["EMPTY=", "PATH=/usr/bin:/bin"], lines.Order());
    }
}
