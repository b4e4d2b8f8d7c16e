using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrderSaga.Tests.Offline.Engine;

/// <summary>States and commands, as real Aspire has them.</summary>
public sealed class ResourceLifeTests
{
    [Fact]
    public async Task Exit_ByItself_IsFinishedWithTheCodeAndCanBeStartedAgain()
    {
        await using var engine = new EngineUnderTest();
        engine.AddShell("job", "exit 7");
        await engine.StartAsync();

        var finished = await engine.WaitForAsync("job", KnownResourceStates.Finished);
        Assert.Equal(7, finished.ExitCode);

        Assert.True((await engine.CommandAsync("job", "start")).Success);
        await engine.WaitForAsync("job", KnownResourceStates.Finished);
    }

    [Fact]
    public async Task StopAndStart_RunningResource_EndsItsProcessAndStartsAnother()
    {
        await using var engine = new EngineUnderTest();
        engine.AddShell("job", "exec sleep 600");
        await engine.StartAsync();
        var first = await engine.WaitForAsync("job", KnownResourceStates.Running);

        Assert.True((await engine.CommandAsync("job", "stop")).Success);
        var stopped = await engine.WaitForAsync("job", KnownResourceStates.Finished);
        Assert.True((await engine.CommandAsync("job", "start")).Success);
        var second = await engine.WaitForAsync("job", KnownResourceStates.Running);

        Assert.Equal(128 + 15, stopped.ExitCode);
        Assert.False(Directory.Exists($"/proc/{first.ProcessId}"));
        Assert.NotEqual(first.ProcessId, second.ProcessId);
    }

    [Theory]
    [InlineData("job", "no-such-command")]
    [InlineData("no-such-resource", "start")]
    public async Task Command_Unknown_IsAFailureAndNoException(string resource, string command)
    {
        await using var engine = new EngineUnderTest();
        engine.AddShell("job", "exec sleep 600");
        await engine.StartAsync();

        var result = await engine.CommandAsync(resource, command);

        Assert.False(result.Success);
        Assert.NotNull(result.Message);
    }

    [Fact]
    public async Task WaitFor_UnhealthyDependency_StartsOnceItIsHealthy()
    {
        await using var engine = new EngineUnderTest();
        var healthy = false;
        engine.Builder.Services.AddHealthChecks().AddCheck("gate", () => healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
        var server = engine.AddShell("server", "exec sleep 600").WithHealthCheck("gate");
        engine.AddShell("client", "exec sleep 600").WaitFor(server);
        await engine.StartAsync();
        await engine.WaitForAsync("client", KnownResourceStates.Waiting);
        await engine.WaitForAsync("server", snapshot => snapshot.HealthReports is [{ Status: HealthStatus.Unhealthy }]);

        healthy = true;

        await engine.WaitForAsync("client", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Stop_WhileWaitingForADependency_EndsTheWait()
    {
        await using var engine = new EngineUnderTest();
        engine.Builder.Services.AddHealthChecks().AddCheck("never", () => HealthCheckResult.Unhealthy());
        var server = engine.AddShell("server", "exec sleep 600").WithHealthCheck("never");
        engine.AddShell("client", "exec sleep 600").WaitFor(server);
        await engine.StartAsync();
        await engine.WaitForAsync("client", KnownResourceStates.Waiting);

        Assert.True((await engine.CommandAsync("client", "stop")).Success);

        await engine.WaitForAsync("client", KnownResourceStates.Finished);
    }

    [Fact]
    public async Task Start_WhatItWaitsForHasStopped_IsAnsweredAtOnceAndStartsLater()
    {
        await using var engine = new EngineUnderTest();
        var server = engine.AddShell("server", "exec sleep 600");
        engine.AddShell("client", "exec sleep 600").WaitFor(server);
        await engine.StartAsync();
        await engine.WaitForAsync("client", KnownResourceStates.Running);
        var commands = engine.Application.Services.GetRequiredService<ControlCommands>();
        Task<ExecuteCommandResult> ControlAsync(params string[] request) =>
            commands.ExecuteAsync(request, TestContext.Current.CancellationToken).WaitAsync(
                TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        await ControlAsync("stop", "client");
        await ControlAsync("stop", "server");

        var waiting = await ControlAsync("start", "client");
        var again = await ControlAsync("start", "client");
        var stopped = await ControlAsync("stop", "client");
        await ControlAsync("start", "client");
        var started = await ControlAsync("start", "server");

        Assert.True(waiting.Success);
        Assert.Contains(KnownResourceStates.Waiting, waiting.Message, StringComparison.Ordinal);
        Assert.EndsWith("It starts once server is up.\n", waiting.Message, StringComparison.Ordinal);
        Assert.Equal(waiting.Message, again.Message);
        Assert.Contains(KnownResourceStates.Finished, stopped.Message, StringComparison.Ordinal);
        Assert.Contains(KnownResourceStates.Running, started.Message, StringComparison.Ordinal);
        await engine.WaitForAsync("client", KnownResourceStates.Running);
    }

    [Fact]
    public async Task WaitForHealthy_StoppedResource_FailsAtOnceWhenAskedTo()
    {
        await using var engine = new EngineUnderTest();
        engine.AddShell("job", "exit 0");
        await engine.StartAsync();
        await engine.WaitForAsync("job", KnownResourceStates.Finished);

        await Assert.ThrowsAsync<DistributedApplicationException>(() => engine.Application.ResourceNotifications.WaitForResourceHealthyAsync(
            "job", WaitBehavior.StopOnResourceUnavailable, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Output_OfAProcess_IsKeptAndFollowed()
    {
        await using var engine = new EngineUnderTest();
        var job = engine.AddShell("job", "echo out; echo err >&2; exec sleep 600");
        await engine.StartAsync();
        var logs = engine.Application.Services.GetRequiredService<ResourceLoggerService>();

        var lines = new List<LogLine>();
        await foreach (var batch in logs.WatchAsync(job.Resource).WithCancellation(TestContext.Current.CancellationToken))
        {
            lines.AddRange(batch);
            if (lines.Count == 2)
            {
                break;
            }
        }

        Assert.Equal([("err", true), ("out", false)], lines.Select(line => (line.Content, line.IsErrorMessage)).Order());
    }

    [Fact]
    public async Task End_OfTheApplication_LeavesNoProcessAndNoData()
    {
        var engine = new EngineUnderTest();
        engine.AddShell("job", "sleep 600 & exec sleep 600");
        await engine.StartAsync();
        var running = await engine.WaitForAsync("job", KnownResourceStates.Running);
        var data = engine.Application.Services.GetRequiredService<Aspire.Hosting.Offline.OfflineSettings>().Data.Path;

        await engine.DisposeAsync();

        Assert.False(ProcessTable.AnyOfSession(running.ProcessId!.Value));
        Assert.False(Directory.Exists(data));
    }
}
