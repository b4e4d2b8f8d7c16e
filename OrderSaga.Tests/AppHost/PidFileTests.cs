using System.Diagnostics;
using System.Globalization;
using OrderSaga.AppHost.Processes;

namespace OrderSaga.Tests.AppHost;

public sealed class PidFileTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ordersaga-pid-");

    private string FilePath => Path.Combine(directory.FullName, "server.pid");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("999999999")]
    public async Task WaitUntilGone_NoSuchProcess_ReturnsAtOnce(string? content)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(FilePath, content);
        }

        var wait = PidFile.WaitUntilGoneAsync(FilePath, "postgres", CancellationToken.None);

        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitUntilGone_IdBelongsToAnotherProgram_ReturnsAtOnce()
    {
        await File.WriteAllTextAsync(FilePath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

        Assert.True(PidFile.WaitUntilGoneAsync(FilePath, "postgres", CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitUntilGone_ProcessRuns_ReturnsOnceItHasEnded()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep to run.");
        using var process = Process.Start("sleep", "60");
        await File.WriteAllTextAsync(FilePath, $"{process.Id}\nfurther lines\n");
        var wait = PidFile.WaitUntilGoneAsync(FilePath, "sleep", TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        process.Kill();
        await process.WaitForExitAsync();

        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public void Dispose() => directory.Delete(recursive: true);
}
