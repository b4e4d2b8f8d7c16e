using System.ComponentModel;
using System.Diagnostics;

namespace OrderSaga.AppHost.Processes;

/// <summary>Finds the container engine that Aspire would use.</summary>
internal static class ContainerEngine
{
    private static readonly string[] Known = ["docker", "podman"];

    /// <param name="configured">What <c>ASPIRE_CONTAINER_RUNTIME</c> says; null or empty for either of the two.</param>
    /// <param name="patience">An engine that does not answer within this counts as absent.</param>
    /// <returns>Its name, or null.</returns>
    public static async Task<string?> FindAsync(string? configured, TimeSpan patience)
    {
        string[] candidates = string.IsNullOrWhiteSpace(configured) ? Known : [configured];
        var answers = await Task.WhenAll(candidates.Select(engine => AnswersAsync(engine, patience)));
        return candidates.Zip(answers).FirstOrDefault(pair => pair.Second).First;
    }

    // The client may be installed without an engine behind it, so it has to be asked for something that only the engine knows.
    private static async Task<bool> AnswersAsync(string engine, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, ["container", "ls", "--quiet", "--last", "1"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            try
            {
                await process.WaitForExitAsync(deadline.Token);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
