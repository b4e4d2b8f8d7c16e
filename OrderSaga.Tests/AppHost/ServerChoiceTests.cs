using Aspire.Hosting;
using OrderSaga.AppHost.Processes;

namespace OrderSaga.Tests.AppHost;

public sealed class ServerChoiceTests
{
    [Theory]
    [InlineData(null, "docker", true)]
    [InlineData("auto", "podman", true)]
    [InlineData("", null, false)]
    [InlineData("auto", null, false)]
    [InlineData("containers", null, true)]
    [InlineData("Processes", "docker", false)]
    public async Task Decide_SettingAndEngine_Chooses(string? setting, string? engine, bool containers)
    {
        var choice = await ServerChoice.DecideAsync(setting, isWindows: false, () => Task.FromResult(engine));

        Assert.Equal(containers, choice.AreContainers);
    }

    [Theory]
    [InlineData("auto", "docker", "docker answers")]
    [InlineData("auto", null, "no container engine answers")]
    [InlineData("processes", "docker", "Servers = processes")]
    public async Task Decide_Any_SaysWhy(string setting, string? engine, string reason) =>
        Assert.Equal(reason, (await ServerChoice.DecideAsync(setting, isWindows: false, () => Task.FromResult(engine))).Reason);

    [Fact]
    public async Task Decide_SettingIsGiven_AsksNoEngine() =>
        await ServerChoice.DecideAsync("processes", isWindows: false, () => throw new InvalidOperationException("An engine was asked."));

    [Fact]
    public async Task Decide_UnknownSetting_NamesTheThree()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => ServerChoice.DecideAsync("podman", isWindows: false, () => Task.FromResult<string?>(null)));

        Assert.Equal("Servers = podman is not known. It is auto, containers or processes.", failure.Message);
    }

    [Fact]
    public async Task Decide_ProcessesOnWindows_SaysThatAnEngineIsNeeded()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => ServerChoice.DecideAsync("processes", isWindows: true, () => Task.FromResult<string?>(null)));

        Assert.Contains("Install a container engine", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_WindowsWithoutEngine_LeavesItToContainers() =>
        Assert.True((await ServerChoice.DecideAsync("auto", isWindows: true, () => Task.FromResult<string?>(null))).AreContainers);
}
