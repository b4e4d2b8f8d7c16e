using OrderSaga.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Web.Watch;

/// <summary>Messages a second into and out of the exchange, told from the types that pass and the choreography.</summary>
/// <param name="Sent">By sender.</param>
/// <param name="Routed">By the queue that they go to.</param>
public sealed record EdgeRates(IReadOnlyDictionary<Lane, double> Sent, IReadOnlyDictionary<Lane, double> Routed)
{
    public static EdgeRates Of(MessageRates rates)
    {
        var perType = Choreography.Steps.ToDictionary(step => step, step => rates.PerSecond(step.Type));
        return new(
            Lanes.All.ToDictionary(lane => lane, lane => perType.Where(step => step.Key.From == lane).Sum(step => step.Value)),
            Lanes.All.ToDictionary(lane => lane, lane => perType.Where(step => step.Key.To.Contains(lane)).Sum(step => step.Value)));
    }
}
