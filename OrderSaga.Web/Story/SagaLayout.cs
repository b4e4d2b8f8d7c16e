namespace OrderSaga.Web.Story;

/// <summary>
/// Puts a saga on paper. Time is stretched where much happens and compressed where nothing does: every moment has room for its
/// label, longer takes more room than shorter, and what is idle is cut out and said in words.
/// </summary>
public static class SagaLayout
{
    /// <summary>How far below its start an arrow ends that has no time of its own.</summary>
    public const int Slope = 26;

    private const int Top = 34;
    private const int Bottom = 30;
    private const int LabelRoom = 40;
    private const int MomentRoom = 12;
    private const int MostRoom = 72;
    private const int GapRoom = 44;

    /// <summary>Longer than this without anything happening is cut out.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(1);

    /// <param name="messages">In the order of their appending.</param>
    /// <param name="awaited">What is still to come.</param>
    /// <param name="settled">Nothing is under way any more: what is not handled by now never will be.</param>
    public static SagaPicture Draw(IReadOnlyList<SagaMessage> messages, IReadOnlyList<Step> awaited, bool settled)
    {
        var gaps = new List<DrawnGap>();
        var places = Place(messages, gaps, out var end);
        var drawn = messages.Select(message => Draw(message, messages, places, end, settled)).ToList();
        if (drawn.Any(message => message.Arrows.Any(arrow => arrow.Fate == Fate.Waiting)))
        {
            end += Slope;
        }

        var steps = awaited.Select((step, i) => new DrawnStep(step, end + LabelRoom + (i * (LabelRoom + MomentRoom)))).ToList();
        return new((steps.Count > 0 ? steps[^1].Y + Slope : end) + Bottom, drawn, gaps, steps);
    }

    private static Dictionary<Moment, int> Place(IReadOnlyList<SagaMessage> messages, List<DrawnGap> gaps, out int end)
    {
        var places = new Dictionary<Moment, int>();
        Moment? previous = null;
        end = Top;
        foreach (var moment in messages.SelectMany(MomentsOf).OrderBy(moment => moment.At).ThenBy(moment => moment.Part))
        {
            var passed = moment.At - (previous?.At ?? moment.At);
            var least = previous is null ? 0 : RoomFor(moment.Part);
            if (passed > IdleAfter)
            {
                gaps.Add(new(end + (GapRoom / 2), passed));
                end += GapRoom + (moment.Part == Part.Appended ? LabelRoom / 2 : 0);
            }
            else
            {
                end += Math.Clamp((int)(MomentRoom * Math.Log2(1 + passed.TotalMilliseconds)), least, Math.Max(least, MostRoom));
            }

            places[moment] = end;
            previous = moment;
        }

        return places;
    }

    private static int RoomFor(Part part) => part switch
    {
        Part.Appended => LabelRoom,
        Part.Copy => Slope,
        _ => MomentRoom,
    };

    private static DrawnMessage Draw(
        SagaMessage message, IReadOnlyList<SagaMessage> all, Dictionary<Moment, int> places, int end, bool settled)
    {
        var appended = places[new(message.MessageId, Part.Appended, message.AppendedAt)];
        var published = message.PublishedAt is { } at ? places[new(message.MessageId, Part.Published, at)] : appended;
        var arrows = message.Step.To.Select(lane => FateOf(message, lane, all, settled) switch
        {
            Fate.Handled => new DrawnArrow(
                lane, Math.Max(places[new(message.MessageId, Part.Handled, message.HandledAt[lane], lane)], published), Fate.Handled),
            Fate.Waiting => new DrawnArrow(lane, Math.Max(end, published) + Slope, Fate.Waiting),
            var fate => new DrawnArrow(lane, published + (Slope / 2), fate),
        });
        var copies = message.CopiesSeenAt.Select((seen, i) => places[new(message.MessageId, Part.Copy, seen, Index: i)]);
        return new(message, appended, published, [.. arrows], [.. copies]);
    }

    private static Fate FateOf(SagaMessage message, Lane lane, IReadOnlyList<SagaMessage> all, bool settled) =>
        message.HandledAt.ContainsKey(lane) ? Fate.Handled
        : settled || all.Any(later => later.AppendedAt > message.AppendedAt && later.HandledAt.ContainsKey(lane)) ? Fate.NoSign
        : Fate.Waiting;

    private static IEnumerable<Moment> MomentsOf(SagaMessage message)
    {
        yield return new(message.MessageId, Part.Appended, message.AppendedAt);
        if (message.PublishedAt is { } published)
        {
            yield return new(message.MessageId, Part.Published, published);
        }

        foreach (var (lane, at) in message.HandledAt)
        {
            yield return new(message.MessageId, Part.Handled, at, lane);
        }

        for (var i = 0; i < message.CopiesSeenAt.Count; i++)
        {
            yield return new(message.MessageId, Part.Copy, message.CopiesSeenAt[i], Index: i);
        }
    }

    // A message is handled and the answer appended at one time: what ends is drawn before what begins.
    private enum Part
    {
        Handled,
        Appended,
        Published,
        Copy,
    }

    private sealed record Moment(Guid MessageId, Part Part, DateTimeOffset At, Lane? Lane = null, int Index = 0);
}
