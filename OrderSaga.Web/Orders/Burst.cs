using System.Runtime.CompilerServices;
using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;

namespace OrderSaga.Web.Orders;

/// <summary>Sends the orders of a <see cref="BurstPlan"/> and counts what became of the requests.</summary>
/// <param name="place">Places one order; must not throw unless cancelled.</param>
/// <param name="clock">Sets the pace.</param>
public sealed class Burst(Func<PlaceOrderRequest, CancellationToken, Task<Answer<OrderAccepted>>> place, TimeProvider clock)
{
    /// <summary>Requests in flight; a service that is slower than the plan slows the burst down instead of being buried.</summary>
    private const int MaxInFlight = 32;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private int accepted;
    private int failed;

    public int Accepted => Volatile.Read(ref accepted);

    public int Failed => Volatile.Read(ref failed);

    public string? LastFailure { get; private set; }

    /// <exception cref="OperationCanceledException">It was stopped; the counts stand.</exception>
    public Task RunAsync(BurstPlan plan, Func<int, OrderDraft> orderAt, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        PaceAsync(plan, cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = MaxInFlight, CancellationToken = cancellationToken },
        async (position, token) => Count(await place(orderAt(position).ToRequest(), token)));

    private async IAsyncEnumerable<int> PaceAsync(BurstPlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var start = clock.GetTimestamp();
        for (var sent = 0; sent < plan.Count;)
        {
            for (var due = plan.DueAfter(clock.GetElapsedTime(start)); sent < due; sent++)
            {
                yield return sent;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private void Count(Answer<OrderAccepted> answer)
    {
        if (answer.IsOk)
        {
            Interlocked.Increment(ref accepted);
            return;
        }

        Interlocked.Increment(ref failed);
        LastFailure = answer.Explanation;
    }
}
