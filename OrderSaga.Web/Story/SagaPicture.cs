namespace OrderSaga.Web.Story;

/// <summary>A saga as it is drawn: time runs down, in pixels; a lane is a column.</summary>
/// <param name="Height">Of all of it, in pixels.</param>
/// <param name="Messages">What was sent.</param>
/// <param name="Gaps">Where time that nothing happened in was left out.</param>
/// <param name="Awaited">What is still to come.</param>
public sealed record SagaPicture(
    int Height, IReadOnlyList<DrawnMessage> Messages, IReadOnlyList<DrawnGap> Gaps, IReadOnlyList<DrawnStep> Awaited);

/// <param name="Message">What it is.</param>
/// <param name="AppendedY">Where it leaves the sender's transaction.</param>
/// <param name="PublishedY">Where it leaves the outbox; the same as <paramref name="AppendedY"/> when that is not known.</param>
/// <param name="Arrows">One a receiver.</param>
/// <param name="Copies">Where further copies of it were seen.</param>
public sealed record DrawnMessage(
    SagaMessage Message, int AppendedY, int PublishedY, IReadOnlyList<DrawnArrow> Arrows, IReadOnlyList<int> Copies);

/// <summary>What became of a message on its way to one receiver.</summary>
public enum Fate
{
    Handled,

    /// <summary>In the outbox, on the broker or in the receiver's hands.</summary>
    Waiting,

    /// <summary>The saga went on without it: lost, or its answer was.</summary>
    NoSign,
}

/// <param name="To">The receiver.</param>
/// <param name="Y">Where it ends; one that left no sign ends half-way.</param>
/// <param name="Fate">What became of it.</param>
public sealed record DrawnArrow(Lane To, int Y, Fate Fate);

/// <param name="Y">The middle of it.</param>
/// <param name="Duration">How long nothing happened.</param>
public sealed record DrawnGap(int Y, TimeSpan Duration);

/// <param name="Step">What should come.</param>
/// <param name="Y">Where it would leave; it would arrive <see cref="SagaLayout.Slope"/> below.</param>
public sealed record DrawnStep(Step Step, int Y);
