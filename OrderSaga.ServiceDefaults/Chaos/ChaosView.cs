namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>What is broken on purpose in this service.</summary>
/// <param name="Paused">Its consumer takes no messages.</param>
/// <param name="FailRate">Share of messages whose handling throws, 0 to 1.</param>
/// <param name="DelayMs">Added to the handling of every message, in milliseconds.</param>
/// <param name="DropNext">Messages that its relay will still lose on purpose.</param>
/// <param name="DuplicateNext">Messages that its relay will still publish twice.</param>
public sealed record ChaosView(bool Paused, double FailRate, int DelayMs, int DropNext, int DuplicateNext)
{
    internal static readonly ChaosView Calm = new(false, 0, 0, 0, 0);
}
