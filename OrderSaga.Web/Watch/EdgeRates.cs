using OrderSaga.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Web.Watch;

/// <summary>
/// Messages a second into and out of the exchange, told from the types that pass and the choreography; null while none were listened to.
/// </summary>
/// <param name="Sent">By sender.</param>
/// <param name="Routed">By the queue that they go to.</param>
public sealed record EdgeRates(IReadOnlyDictionary<Lane, double?> Sent, IReadOnlyDictionary<Lane, double?> Routed)
{
    public static EdgeRates Of(MessageRates rates)
    {
        var perType = Choreography.Steps.ToDictionary(step => step, step => rates.PerSecond(step.Type));
        return new(
            Lanes.All.ToDictionary(lane => lane, lane => Sum(perType, step => step.From == lane)),
            Lanes.All.ToDictionary(lane => lane, lane => Sum(perType, step => step.To.Contains(lane))));
    }

    private static double? Sum(Dictionary<Step, double?> perType, Func<Step, bool> counts) =>
        perType.Where(step => counts(step.Key)).Aggregate((double?)0, (sum, step) => sum + step.Value);
}
