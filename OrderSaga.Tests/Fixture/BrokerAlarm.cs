using System.Diagnostics;

namespace OrderSaga.Tests.Fixture;

/// <summary>
/// A memory alarm of the application's broker, as long as this lives. It blocks whoever publishes, so that nothing but the test may need
/// the broker meanwhile.
/// </summary>
internal sealed class BrokerAlarm : IAsyncDisposable
{
    private const string Command = "/usr/lib/rabbitmq/bin/rabbitmqctl";
    private readonly int broker;

    private BrokerAlarm(int broker) => this.broker = broker;

    /// <summary>Skips the test where the broker is no process of this machine.</summary>
    public static async Task<BrokerAlarm> RaiseAsync(SagaApplication application)
    {
        var process = await application.FindProcessAsync("messaging");
        Assert.SkipUnless(process is not null && File.Exists(Command), "The broker cannot be given a command from here.");
        var alarm = new BrokerAlarm(process!.Value);
        await alarm.LimitMemoryAsync("0.000001");
        return alarm;
    }

    public async ValueTask DisposeAsync() => await LimitMemoryAsync("0.4");

    // The broker's own environment tells where it is, and has the cookie.
    private async Task LimitMemoryAsync(string share)
    {
        var start = new ProcessStartInfo(Command, ["set_vm_memory_high_watermark", share]) { RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var variable in (await File.ReadAllTextAsync($"/proc/{broker}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            start.Environment[variable[..equals]] = variable[(equals + 1)..];
        }

        using var command = Process.Start(start)!;
        await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        Assert.Equal(0, command.ExitCode);
    }
}
