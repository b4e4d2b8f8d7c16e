using System.ComponentModel;
using System.Diagnostics;

namespace OrderSaga.AppHost.Processes;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>What the program prints goes to the log.</summary>
    /// <exception cref="DistributedApplicationException">It is missing, or failed.</exception>
    public static async Task RunAsync(string[] command, ILogger log, CancellationToken cancellationToken)
    {
        var text = await RunAsync(command, cancellationToken);
        if (text.Length > 0)
        {
            AppHostLog.ToolPrinted(log, text);
        }
    }

    /// <returns>What the program prints.</returns>
    /// <exception cref="DistributedApplicationException">It is missing, or failed.</exception>
    public static async Task<string> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var text = $"{await output}{await errors}".Trim();
            return process.ExitCode == 0 ? text : throw new DistributedApplicationException($"{string.Join(' ', command)} failed: {text}");
        }
        catch (Win32Exception failure)
        {
            throw new DistributedApplicationException($"{command[0]} could not be started: {failure.Message}", failure);
        }
    }
}
