using Aspire.Hosting.Offline;
using Microsoft.Extensions.Time.Testing;

namespace OrderSaga.Tests.Offline.Engine;

public sealed class ChildProcessTests
{
    /// <summary>As Aspire's orchestrator has it: sooner than a host gives up by itself, which services must reckon with.</summary>
    [Theory]
    [InlineData(null, 6)]
    [InlineData(10, 10)]
    public async Task Stop_ProcessThatIgnoresTheSignal_IsKilledAfterItsGrace(int? given, int seconds)
    {
        var time = new FakeTimeProvider();
        var deaf = new TaskCompletionSource();
        var plan = new LaunchPlan("sh", ["-c", "trap '' TERM; echo deaf; while :; do sleep 600; done"]) { Environment = ResourceEnvironment.Minimal() };
        var process = ChildProcess.Start(given is { } grace ? plan with { Grace = TimeSpan.FromSeconds(grace) } : plan, (_, _) => deaf.TrySetResult(), time);
        await deaf.Task;

        var stopping = process.StopAsync();
        time.Advance(TimeSpan.FromSeconds(seconds - 1));
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
