using System.ComponentModel;
using System.Diagnostics;

namespace OrderSaga.Tests.Fixture;

/// <summary>
/// Every run of the tests and of the benchmark names two volumes of its own. Container engines keep them until they are removed. For servers
/// that run as processes they are directories, which the AppHost leaves too.
/// </summary>
internal static class DataVolumes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Unless it is told which, Aspire takes the one that runs; the other has no such volumes.
    private static string[] Engines => Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } engine ? [engine] : ["docker", "podman"];

    /// <summary>Removes them, once their containers are gone.</summary>
    /// <param name="prefix">What the AppHost was given as <c>DataVolumePrefix</c>.</param>
    /// <param name="tell">Is told why when there are some and they could not be removed.</param>
    /// <param name="engines">Programs; those that Aspire looks for unless given.</param>
    public static async Task RemoveAsync(string prefix, Action<string> tell, params string[] engines)
    {
        foreach (var directory in Directory.GetDirectories(Path.GetTempPath(), $"{prefix}-*"))
        {
            Directory.Delete(directory, recursive: true);
        }

        foreach (var engine in engines.Length > 0 ? engines : Engines)
        {
            // An engine that is not installed, or does not answer, has not run the application either.
            if (await RunAsync(engine, "volume", "ls", "--quiet", "--filter", $"name={prefix}") is (0, { Length: > 0 } names, _))
            {
                var removal = await RunAsync(engine, ["volume", "rm", "--force", .. names.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
                if (removal.ExitCode != 0)
                {
                    tell($"The volumes {prefix}-… were not removed: {removal.Errors}");
                }
            }
        }
    }

    private static async Task<(int? ExitCode, string Output, string Errors)> RunAsync(string engine, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (Exception failure) when (failure is Win32Exception or OperationCanceledException)
        {
            return (null, "", failure.Message);
        }
    }
}
