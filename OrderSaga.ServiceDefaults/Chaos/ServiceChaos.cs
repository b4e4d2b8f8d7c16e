using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>All that can be broken on purpose in this service, in one hand.</summary>
internal sealed partial class ServiceChaos(
    PausableConsumptionGate intake, FaultyHandler handler, RelayChaos relay, IEnumerable<ILoggerProvider> logs, ILogger<ServiceChaos> logger)
{
    public ChaosView View => new(
        intake.PausedSince is not null,
        handler.Chaos.FailRate,
        (int)handler.Chaos.Delay.TotalMilliseconds,
        relay.DropNext,
        relay.DuplicateNext);

    public async Task PauseAsync(bool paused)
    {
        LogConsumer(paused);
        await intake.SetAsync(paused);
    }

    public void DisturbHandler(double failRate, int delayMs)
    {
        LogHandler(failRate, delayMs);
        handler.Chaos = new HandlerChaos(failRate, TimeSpan.FromMilliseconds(delayMs));
    }

    public void DisturbRelay(int dropNext, int duplicateNext)
    {
        LogRelay(dropNext, duplicateNext);
        relay.Set(dropNext, duplicateNext);
    }

    /// <summary>Ends the process as a power cut would: no handler runs, nothing is finished, the request is never answered.</summary>
    public void Crash()
    {
        LogCrash();

        // The console is written by a thread of its own. Its last line is the one that tells why the process is gone.
        foreach (var console in logs.OfType<ConsoleLoggerProvider>())
        {
            console.Dispose();
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos on purpose: the consumer's pause is set to {Paused}")]
    private partial void LogConsumer(bool paused);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos on purpose: the handler fails on a share of {FailRate} and takes {DelayMs} ms longer")]
    private partial void LogHandler(double failRate, int delayMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos on purpose: the relay loses the next {DropNext} messages and sends {DuplicateNext} twice")]
    private partial void LogRelay(int dropNext, int duplicateNext);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos on purpose: the process is killed")]
    private partial void LogCrash();
}
