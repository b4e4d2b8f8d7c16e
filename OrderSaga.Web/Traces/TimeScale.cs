namespace OrderSaga.Web.Traces;

/// <summary>Where a moment lies on the common axis of a trace, in percent; time in which nothing happened is cut short.</summary>
public sealed class TimeScale
{
    /// <summary>Longer than this without any span is cut out.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How much room a gap gets, of that of all spans.</summary>
    private const double GapShare = 0.06;

    private readonly List<Stretch> stretches = [];
    private readonly List<TimeGap> gaps = [];

    public TimeScale(IReadOnlyList<TraceSpan> spans)
    {
        var busy = BusyTimes(spans);
        var total = Math.Max(1, busy.Sum(time => (double)(time.End - time.Start).Ticks));
        var whole = total * (1 + (GapShare * (busy.Count - 1)));
        var at = 0.0;
        for (var i = 0; i < busy.Count; i++)
        {
            if (i > 0)
            {
                var room = total * GapShare / whole * 100;
                gaps.Add(new(at, room, busy[i].Start - busy[i - 1].End));
                at += room;
            }

            var width = (busy[i].End - busy[i].Start).Ticks / whole * 100;
            stretches.Add(new(busy[i].Start, busy[i].End, at, width));
            at += width;
        }
    }

    public IReadOnlyList<TimeGap> Gaps => gaps;

    /// <summary>0 to 100.</summary>
    public double Place(DateTimeOffset moment)
    {
        var stretch = stretches.LastOrDefault(stretch => stretch.Start <= moment) ?? stretches[0];
        var length = (stretch.End - stretch.Start).Ticks;
        var passed = length == 0 ? 0 : (double)(moment - stretch.Start).Ticks / length;
        return stretch.At + (stretch.Width * Math.Clamp(passed, 0, 1));
    }

    private static List<(DateTimeOffset Start, DateTimeOffset End)> BusyTimes(IReadOnlyList<TraceSpan> spans)
    {
        var busy = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        foreach (var span in spans.OrderBy(span => span.StartedAt))
        {
            if (busy.Count > 0 && span.StartedAt - busy[^1].End <= IdleAfter)
            {
                busy[^1] = (busy[^1].Start, span.EndedAt > busy[^1].End ? span.EndedAt : busy[^1].End);
            }
            else
            {
                busy.Add((span.StartedAt, span.EndedAt));
            }
        }

        return busy;
    }

    private sealed record Stretch(DateTimeOffset Start, DateTimeOffset End, double At, double Width);
}

/// <param name="At">Where it begins, in percent.</param>
/// <param name="Width">In percent.</param>
/// <param name="Duration">How long nothing happened.</param>
public sealed record TimeGap(double At, double Width, TimeSpan Duration);
