namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// When the next sweep begins. One that rid the outbox of something is followed by another after the interval; one in vain may have read
/// through every row of a large backlog that it has to leave alone, and such reading is kept to a share of the time.
/// </summary>
internal static class SweepPace
{
    // However slow the database: what a crash has left must not wait for minutes.
    private const int MaxIntervals = 10;

    /// <summary>How long to wait.</summary>
    /// <param name="took">What the last pass took.</param>
    /// <param name="gone">Rows that are gone with it.</param>
    /// <param name="outbox">The interval, and the share.</param>
    public static TimeSpan After(TimeSpan took, int gone, OutboxOptions outbox)
    {
        if (gone > 0)
        {
            return outbox.SweepInterval;
        }

        var rest = took * ((1 / outbox.VainSweepShare) - 1);
        var longest = outbox.SweepInterval * MaxIntervals;
        return rest < outbox.SweepInterval ? outbox.SweepInterval : rest > longest ? longest : rest;
    }
}
