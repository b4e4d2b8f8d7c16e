using System.Diagnostics.Metrics;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order;

/// <summary>What an operator reads off the saga as a whole. To be counted once it is committed: a transaction may run more than once.</summary>
internal sealed class OrderMetrics
{
    private readonly Histogram<double> sagaDuration;
    private readonly Histogram<int> placementBatchSize;
    private readonly Counter<long> redrives;
    private readonly Counter<long> giveUps;

    public OrderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(OrderTelemetry.Name);
        sagaDuration = meter.CreateHistogram(
            "ordersaga.saga.duration",
            "s",
            "From accepting an order to its settlement, by outcome.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600],
            });
        placementBatchSize = meter.CreateHistogram(
            "ordersaga.order.placement.batch.size",
            "{order}",
            "Orders stored in one transaction.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500] });
        redrives = meter.CreateCounter<long>("ordersaga.order.redrives", "{redrive}", "Orders driven again since an answer was overdue.");
        giveUps = meter.CreateCounter<long>("ordersaga.order.give_ups", "{order}", "Orders cancelled since they were PENDING for too long.");
    }

    public void Settled(IEnumerable<OrderChange> changes)
    {
        if (!sagaDuration.Enabled)
        {
            return;
        }

        foreach (var order in changes.Where(change => change.Settles).Select(change => change.After))
        {
            sagaDuration.Record(
                (order.SettledAt!.Value - order.CreatedAt).TotalSeconds,
                new KeyValuePair<string, object?>("ordersaga.outcome", order.State.Status.ToWire()));
        }
    }

    public void Placed(int orders) => placementBatchSize.Record(orders);

    public void Redriven(int orders) => redrives.Add(orders);

    public void GivenUp(int orders) => giveUps.Add(orders);
}
