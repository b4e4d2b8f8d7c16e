using System.Diagnostics;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order;

/// <summary>The spans of what the Order service does on its own account.</summary>
internal static class OrderTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "OrderSaga.Order";

    public static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// A span in the order's own trace, whatever the span is that it is called in; that one is linked to it. What is emitted for the
    /// order names <see cref="TraceOf"/> as its cause.
    /// </summary>
    public static Activity? StartInTraceOf(PlacedOrder order, string name)
    {
        var links = Activity.Current is { } caller ? new[] { new ActivityLink(caller.Context) } : null;
        return Source.StartActivity(name, ActivityKind.Internal, order.Trace, links: links);
    }

    /// <summary>The context of a span started for the order; its stored one when nobody listens to spans.</summary>
    public static ActivityContext TraceOf(PlacedOrder order, Activity? span) => span?.Context ?? order.Trace;
}
