namespace OrderSaga.Order.Domain;

/// <summary>Section <c>Saga</c>: how long an order may wait for an answer, and what the timeout monitor does about it.</summary>
internal sealed class SagaOptions
{
    public const string Section = "Saga";

    private static readonly TimeSpan LongestMonitorInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the others have for their answers before an order is driven again; at least twice as long as answers lately took. Below
    /// what a saga takes now and then, orders that are only slow are driven again, which is harmless but costs messages; too long, and a lost
    /// message keeps its order waiting for as long.
    /// </summary>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Between two drives of one order the wait doubles, up to this. Too small, and an outage fills the outbox with repeats; too
    /// large, and orders settle late after an outage that lost their messages.
    /// </summary>
    public TimeSpan MaxStepTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Age at which an order that is still PENDING is cancelled; up to half as much later while answers come late. Below the longest outage
    /// that customers should not notice, that outage cancels their orders; too large, and customers wait as long for the bad news.
    /// </summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How often the monitor looks for overdue orders: a fifth of <see cref="StepTimeout"/>, but at least every second. It adds up to this
    /// to every deadline.
    /// </summary>
    public TimeSpan MonitorInterval => StepTimeout / 5 < LongestMonitorInterval ? StepTimeout / 5 : LongestMonitorInterval;
}
