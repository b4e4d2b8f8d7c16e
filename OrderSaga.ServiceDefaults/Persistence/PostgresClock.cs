namespace OrderSaga.ServiceDefaults.Persistence;

public static class PostgresClock
{
    /// <summary>
    /// Now, UTC, cut to whole microseconds: what <c>timestamptz</c> keeps. A time that is answered before it is stored then
    /// reads the same as one that is answered after.
    /// </summary>
    public static DateTimeOffset GetPostgresNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
