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
/// <param name="RequestMicroseconds">CPU of Order for a request that it answers without doing anything. This and the next from Linux only.</param>
/// <param name="MessageMicroseconds">CPU of the client library for one message at full speed: published, confirmed, consumed, acknowledged.</param>
/// <param name="RowMicroseconds">CPU of the client library for one message of a batch of a hundred.</param>
/// <param name="SagaFloorMicroseconds">So much of these does a saga take of our own processes before any of our code has run.</param>
internal sealed record MachineFigures(
    double RowsPerSecond,
    double StepsPerSecond,
    double MessagesPerSecond,
    double HopsPerSecond,
    double StepMilliseconds,
    double HopMilliseconds,
    double SagaMilliseconds,
    double RequestMicroseconds,
    double MessageMicroseconds,
    double RowMicroseconds,
    double SagaFloorMicroseconds)
{
    public IEnumerable<string> Lines => new FormattableString[]
    {
        $"One connection to Postgres: {RowsPerSecond:F0} messages a second in batches of a hundred, {StepsPerSecond:F0} one by one",
        $"One quorum queue: {MessagesPerSecond:F0} messages a second with a thousand in flight, {HopsPerSecond:F0} one by one",
        $"At twenty a second: {StepMilliseconds:F1} ms a transaction, {HopMilliseconds:F1} ms a message; three of each, as in a saga: {SagaMilliseconds:F1} ms",
        $"CPU at full speed: {RequestMicroseconds:F0} µs a request, {MessageMicroseconds:F0} µs a message, {RowMicroseconds:F0} µs a row; one, three and five of them, as in a saga: {SagaFloorMicroseconds:F0} µs",
    }.Select(line => line.ToString(CultureInfo.InvariantCulture));
}
