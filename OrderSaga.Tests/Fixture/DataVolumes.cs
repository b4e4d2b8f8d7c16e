using System.ComponentModel;
using System.Diagnostics;

namespace OrderSaga.Tests.Fixture;

/// <summary>
/// Container engines keep named volumes for ever, and every run of the tests names two of its own. (Offline there are none: the
/// data of a test vanish with it.)
/// </summary>
internal static class TestVolumes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task RemoveAsync(string prefix)
    {
        var engine = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") ?? "docker";
        try
        {
            using var removal = Process.Start(new ProcessStartInfo(engine, ["volume", "rm", "--force", $"{prefix}-messaging", $"{prefix}-postgres"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            using var deadline = new CancellationTokenSource(Patience);
            await (removal?.WaitForExitAsync(deadline.Token) ?? Task.CompletedTask);
        }
        catch (Exception failure) when (failure is Win32Exception or OperationCanceledException)
        {
            TestContext.Current.SendDiagnosticMessage($"The test's volumes were not removed: {failure.Message}");
        }
    }
}
