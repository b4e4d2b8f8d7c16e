namespace OrderSaga.Web.Traces;

/// <summary>
/// Spans that the page reads in a second at the most. The services pass on no more than a share at high rates, but the page does not
/// rely on its guests' manners.
/// </summary>
public sealed class Intake(TimeProvider clock, int spansPerSecond = 10_000)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long windowStart = clock.GetTimestamp();
    private int taken;

    /// <summary>Whether this second has room for more.</summary>
    public bool HasRoom
    {
        get
        {
            lock (gate)
            {
                if (clock.GetElapsedTime(windowStart) >= Window)
                {
                    (windowStart, taken) = (clock.GetTimestamp(), 0);
                }

                return taken < spansPerSecond;
            }
        }
    }

    public void Count(int spans)
    {
        lock (gate)
        {
            taken += spans;
        }
    }
}
