using System.ComponentModel;
using System.Diagnostics;

namespace OrderSaga.Tests.Fixture;

/// <summary>
/// Container engines keep named volumes for ever, and every run of the tests and of the benchmark names two of its own. (Offline there are
/// none: the data vanish with the application.)
/// </summary>
internal static class DataVolumes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Unless it is told which, Aspire takes the one that runs. Where both do, the other has no such volumes, which is no failure.
    private static string[] Engines => Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } engine ? [engine] : ["docker", "podman"];

    /// <summary>Removes them, once their containers are gone.</summary>
    /// <param name="prefix">What the AppHost was given as <c>DataVolumePrefix</c>.</param>
    /// <param name="tell">Is told why, when no engine removed them although there is one.</param>
    /// <param name="engines">Programs; Aspire's own choice unless given.</param>
    public static async Task RemoveAsync(string prefix, Action<string> tell, params string[] engines)
    {
        var failures = new List<string?>();
        foreach (var engine in engines.Length > 0 ? engines : Engines)
        {
            try
            {
                failures.Add(await FailureOfAsync(engine, ["volume", "rm", "--force", $"{prefix}-messaging", $"{prefix}-postgres"]));
            }
            catch (Win32Exception)
            {
                // It is not installed.
            }
        }

        if (failures.Count > 0 && failures.TrueForAll(failure => failure is not null))
        {
            tell($"The volumes {prefix}-… were not removed: {string.Join("; ", failures)}");
        }
    }

    private static async Task<string?> FailureOfAsync(string engine, string[] arguments)
    {
        var start = new ProcessStartInfo(engine, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var removal = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var errors = removal.StandardError.ReadToEndAsync(deadline.Token);
            await removal.WaitForExitAsync(deadline.Token);
            return removal.ExitCode == 0 ? null : $"{engine}: {await errors}";
        }
        catch (OperationCanceledException)
        {
            return $"{engine} has not answered within {Patience.TotalSeconds} s.";
        }
    }
}
