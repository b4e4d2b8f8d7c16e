using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Loops;

/// <summary>
/// Work that recurs. A fault of any kind leaves it to the next time: to end the loop would end the whole process.
/// </summary>
public static class Recurring
{
    /// <summary>Runs the work at once and then in every interval, until stopped.</summary>
    /// <param name="interval">From one start to the next.</param>
    /// <param name="work">One run.</param>
    /// <param name="outage">Is told of faults.</param>
    /// <param name="loop">Shows the loop in health.</param>
    /// <param name="clock">Measures the interval.</param>
    /// <param name="stopping">Ends the loop.</param>
    /// <exception cref="OperationCanceledException">The loop was stopped.</exception>
    public static async Task RunAsync(
        TimeSpan interval, Func<CancellationToken, Task> work, OutageLog outage, LoopState loop, TimeProvider clock, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            try
            {
                loop.Begin();
                await work(stopping);
                loop.End();
                outage.Succeeded();
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                outage.Failed(e);
                loop.Fail(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
