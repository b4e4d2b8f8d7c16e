namespace OrderSaga.Tests.Fixture;

public sealed class DataVolumesTests : IDisposable
{
    private const string HasTwo = "[ $2 = ls ] && printf 'run-1-messaging\\nrun-1-postgres\\n' && exit";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ordersaga-volumes-");
    private readonly List<string> told = [];

    [Fact]
    public async Task Remove_OneEngineIsMissingAndOneHasThem_AsksThatOne()
    {
        await DataVolumes.RemoveAsync("run-1", told.Add, Path.Combine(directory.FullName, "missing"), Engine($"{HasTwo}; echo \"$*\" >\"$0.asked\""));

        Assert.Equal("volume rm --force run-1-messaging run-1-postgres\n", await File.ReadAllTextAsync(Path.Combine(directory.FullName, "engine.asked")));
        Assert.Empty(told);
    }

    /// <summary>The client is often installed without an engine that it could talk to.</summary>
    [Fact]
    public async Task Remove_EngineDoesNotRun_IsNothingToTell()
    {
        await DataVolumes.RemoveAsync("run-1", told.Add, Engine("echo 'Cannot connect' >&2; exit 1"));

        Assert.Empty(told);
    }

    [Fact]
    public async Task Remove_ServersRanAsProcesses_DeletesTheirDirectories()
    {
        var prefix = $"ordersaga-volumes-{Guid.CreateVersion7():N}";
        var data = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"{prefix}-postgres", "cluster"));

        await DataVolumes.RemoveAsync(prefix, told.Add, Path.Combine(directory.FullName, "missing"));

        Assert.False(data.Parent!.Exists);
    }

    [Fact]
    public async Task Remove_EngineRefuses_TellsWhy()
    {
        await DataVolumes.RemoveAsync("run-1", told.Add, Engine($"{HasTwo}; echo 'volume is in use' >&2; exit 1"));

        Assert.Contains("volume is in use", Assert.Single(told), StringComparison.Ordinal);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private string Engine(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The engine is a script for sh.");
        var path = Path.Combine(directory.FullName, "engine");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
