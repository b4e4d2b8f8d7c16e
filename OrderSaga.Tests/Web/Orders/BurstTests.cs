using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Orders;

namespace OrderSaga.Tests.Web.Orders;

public sealed class BurstTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void DueAfter_HalfASecondAtTenASecond_IsSix() =>
        Assert.Equal(6, new BurstPlan(100, 10, Mixed: true).DueAfter(TimeSpan.FromSeconds(0.5)));

    [Fact]
    public void DueAfter_LongAfterTheEnd_IsNeverMoreThanPlanned() =>
        Assert.Equal(100, new BurstPlan(100, 10, Mixed: true).DueAfter(TimeSpan.FromHours(1)));

    [Fact]
    public void KindAt_TenOrders_EightAreConfirmed() =>
        Assert.Equal(8, Enumerable.Range(0, 10).Count(position => BurstPlan.KindAt(position) == PresetKind.Confirmed));

    [Fact]
    public async Task RunAsync_SomeAreRefused_CountsBoth()
    {
        var burst = new Burst((order, _) => Task.FromResult(Answer(order.Quantity != 3)), clock);

        var running = burst.RunAsync(new(5, 1000, Mixed: false), position => new() { Quantity = position }, TestContext.Current.CancellationToken);
        await FinishAsync(running);

        Assert.Equal((4, 1, "no"), (burst.Accepted, burst.Failed, burst.LastFailure));
    }

    [Fact]
    public async Task RunAsync_Stopped_EndsWithTheCountsAsTheyAre()
    {
        using var stop = new CancellationTokenSource();
        var burst = new Burst((_, _) => Task.FromResult(Answer(ok: true)), clock);
        var running = burst.RunAsync(new(1000, 1, Mixed: false), _ => new(), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(burst.Accepted, 0, 1);
    }

    private static Answer<OrderAccepted> Answer(bool ok) => new(ok ? AnswerKind.Ok : AnswerKind.Refused, null, ok ? null : "no");

    private async Task FinishAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        await running;
    }
}
