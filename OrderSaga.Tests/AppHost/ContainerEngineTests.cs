using OrderSaga.AppHost.Processes;

namespace OrderSaga.Tests.AppHost;

public sealed class ContainerEngineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ordersaga-engine-");

    [Fact]
    public async Task Find_EngineAnswers_IsIt()
    {
        var engine = Script("exit 0");

        Assert.Equal(engine, await ContainerEngine.FindAsync(engine, Patience));
    }

    [Fact]
    public async Task Find_ClientWithoutEngine_IsNone() =>
        Assert.Null(await ContainerEngine.FindAsync(Script("echo 'Cannot connect to the daemon' >&2; exit 1"), Patience));

    [Fact]
    public async Task Find_NotInstalled_IsNone() =>
        Assert.Null(await ContainerEngine.FindAsync(Path.Combine(directory.FullName, "missing"), Patience));

    [Fact]
    public async Task Find_EngineHangs_IsNoneOncePatienceEnds() =>
        Assert.Null(await ContainerEngine.FindAsync(Script("exec sleep 60"), TimeSpan.FromMilliseconds(300)));

    public void Dispose() => directory.Delete(recursive: true);

    private string Script(string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The engine is a script for sh.");
        var path = Path.Combine(directory.FullName, "engine");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
