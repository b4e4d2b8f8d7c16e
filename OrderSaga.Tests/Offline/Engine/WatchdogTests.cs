using Aspire.Hosting;
using Aspire.Hosting.Offline;

namespace OrderSaga.Tests.Offline.Engine;

public sealed class WatchdogTests
{
    [Fact]
    public async Task PipeCloses_AsWhenTheAppHostIsKilled_EndsWhatRunsAndRemovesTemporaryData()
    {
        var data = DataDirectory.Temporary();
        data.Create();
        var watchdog = await Watchdog.StartAsync(data, TimeProvider.System, TestContext.Current.CancellationToken);
        var obedient = Start("exec sleep 600");
        var withChild = Start("sleep 600 & trap '' TERM; exec sleep 600");
        watchdog.Add(obedient.Id, Signal.Terminate);
        watchdog.Add(withChild.Id, Signal.Kill);

        await watchdog.DisposeAsync();

        Assert.False(ProcessTable.AnyOfSession(obedient.Id));
        Assert.False(ProcessTable.AnyOfSession(withChild.Id));
        Assert.False(Directory.Exists(data.Path));
    }

    [Fact]
    public async Task PipeCloses_ProcessTakenOffTheList_IsLeftAlone()
    {
        var data = DataDirectory.Temporary();
        data.Create();
        var watchdog = await Watchdog.StartAsync(data, TimeProvider.System, TestContext.Current.CancellationToken);
        var process = Start("exec sleep 600");
        watchdog.Add(process.Id, Signal.Terminate);
        watchdog.Remove(process.Id);

        await watchdog.DisposeAsync();

        Assert.False(process.Exited.IsCompleted);
        process.Kill();
        Assert.Equal(128 + Signal.Kill, await process.Exited);
    }

    [Fact]
    public async Task Start_DataDirectoryInUse_SaysByWhom()
    {
        var data = DataDirectory.Temporary();
        data.Create();
        await using var watchdog = await Watchdog.StartAsync(data, TimeProvider.System, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => Watchdog.StartAsync(data, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Contains($"process {Environment.ProcessId}", refusal.Message);
    }

    private static ChildProcess Start(string script) => ChildProcess.Start(
        new("sh", ["-c", script]) { Environment = ResourceEnvironment.Minimal() }, (_, _) => { }, TimeProvider.System);
}
