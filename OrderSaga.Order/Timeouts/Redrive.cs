using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Timeouts;

/// <summary>Driving one order again, whether its deadline has passed or somebody asks for it.</summary>
internal static class Redrive
{
    public static void Drive(OrderBatch batch, PlacedOrder order)
    {
        using var activity = OrderTelemetry.StartInTraceOf(order, "drive order again");
        batch.DriveAgain(order, OrderTelemetry.TraceOf(order, activity));
    }
}
