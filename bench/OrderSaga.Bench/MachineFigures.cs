using System.Globalization;

namespace OrderSaga.Bench;

/// <summary>What database and broker do by themselves.</summary>
/// <param name="RowsPerSecond">Messages recorded and answered in batches of a hundred, over one connection.</param>
/// <param name="StepsPerSecond">The same one by one.</param>
/// <param name="MessagesPerSecond">Through one quorum queue, a thousand in flight, published, confirmed, consumed and acknowledged.</param>
/// <param name="HopsPerSecond">The same one by one.</param>
/// <param name="StepMilliseconds">One transaction of one message at twenty a second, median.</param>
/// <param name="HopMilliseconds">One message from its publisher to its reader at twenty a second, median.</param>
/// <param name="SagaMilliseconds">So much of these does a saga wait for, one after the other.</param>
internal sealed record MachineFigures(
    double RowsPerSecond,
    double StepsPerSecond,
    double MessagesPerSecond,
    double HopsPerSecond,
    double StepMilliseconds,
    double HopMilliseconds,
    double SagaMilliseconds)
{
    public IEnumerable<string> Lines => new FormattableString[]
    {
        $"One connection to Postgres: {RowsPerSecond:F0} messages a second in batches of a hundred, {StepsPerSecond:F0} one by one",
        $"One quorum queue: {MessagesPerSecond:F0} messages a second with a thousand in flight, {HopsPerSecond:F0} one by one",
        $"At twenty a second: {StepMilliseconds:F1} ms a transaction, {HopMilliseconds:F1} ms a message; three of each, as in a saga: {SagaMilliseconds:F1} ms",
    }.Select(line => line.ToString(CultureInfo.InvariantCulture));
}
