namespace OrderSaga.Web.Watch;

/// <summary>A queue as the broker sees it at one moment.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Ready">Messages that wait; those in a consumer's hands do not count.</param>
/// <param name="Consumers">Connections that take from it: one an instance of the service.</param>
public sealed record QueueDepth(string Queue, long Ready, int Consumers);
