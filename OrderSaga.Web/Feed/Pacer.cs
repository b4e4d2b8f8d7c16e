namespace OrderSaga.Web.Feed;

/// <summary>Tells whether a picture is worth drawing again: when something has changed, or when the last one has grown old.</summary>
/// <param name="quiet">How old a picture may grow while nothing changes.</param>
/// <param name="clock">Tells its age.</param>
public sealed class Pacer(TimeSpan quiet, TimeProvider clock)
{
    private long? drawnAt;
    private long drawnVersion;

    /// <summary>Asking counts as drawing when the answer is yes.</summary>
    public bool IsDue(long version)
    {
        var due = drawnAt is null || version != drawnVersion || clock.GetElapsedTime(drawnAt.Value) >= quiet;
        if (due)
        {
            (drawnAt, drawnVersion) = (clock.GetTimestamp(), version);
        }

        return due;
    }
}
