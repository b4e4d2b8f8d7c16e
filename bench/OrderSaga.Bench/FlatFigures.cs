using System.Globalization;

namespace OrderSaga.Bench;

/// <summary>What a long history and a stopped part cost.</summary>
/// <param name="History">Settled orders, and rows in each inbox.</param>
/// <param name="Backlog">Rows in the outbox.</param>
/// <param name="FillSeconds">What it took to put them there.</param>
/// <param name="DrainedPerSecond">Rows of the backlog, until the outbox was empty, while Order reads them, and the page what it cares for.</param>
/// <param name="PublishedPerSecond">The same while Order and the page are stopped.</param>
/// <param name="HandledPerSecond">What was left in Order's queue then, when Order was started again.</param>
/// <param name="Memory">The most megabytes each service had, by what was going on.</param>
internal sealed record FlatFigures(
    long History,
    long Backlog,
    double FillSeconds,
    double DrainedPerSecond,
    double PublishedPerSecond,
    double HandledPerSecond,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Memory)
{
    public IEnumerable<string> Lines =>
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"A history of {History:N0} settled orders, and as many rows in each inbox ({FillSeconds:F0} s to fill)"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"A backlog of {Backlog:N0} rows: {DrainedPerSecond:F0} a second, read at once; {PublishedPerSecond:F0} published with nobody reading, then {HandledPerSecond:F0} handled"),
        .. Memory.Select(moment => $"Memory, {moment.Key}: " + string.Join(
            ", ", moment.Value.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value:F0} MB")))),
    ];
}
