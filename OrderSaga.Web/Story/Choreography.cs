using OrderSaga.Contracts.Events;

namespace OrderSaga.Web.Story;

/// <summary>What a message means in the course of a saga.</summary>
public enum StepKind
{
    /// <summary>Towards a confirmed order.</summary>
    Forward,

    /// <summary>A service says no.</summary>
    Refusal,

    /// <summary>What was done is undone.</summary>
    Compensation,
}

/// <summary>Who sends which event, and who listens to it.</summary>
/// <param name="Type">Wire name.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The receivers; the first is the one that the saga goes on with.</param>
/// <param name="Kind">What it means.</param>
public sealed record Step(string Type, Lane From, IReadOnlyList<Lane> To, StepKind Kind);

/// <summary>The saga's events as one table: all that there is instead of an orchestrator.</summary>
public static class Choreography
{
    public static readonly IReadOnlyList<Step> Steps =
    [
        new(EventTypes.OrderCreated, Lane.Order, [Lane.Inventory], StepKind.Forward),
        new(EventTypes.InventoryReserved, Lane.Inventory, [Lane.Payment, Lane.Order], StepKind.Forward),
        new(EventTypes.InventoryRejected, Lane.Inventory, [Lane.Order], StepKind.Refusal),
        new(EventTypes.PaymentSuccess, Lane.Payment, [Lane.Order], StepKind.Forward),
        new(EventTypes.PaymentFailed, Lane.Payment, [Lane.Inventory, Lane.Order], StepKind.Refusal),
        new(EventTypes.OrderCancelled, Lane.Order, [Lane.Inventory, Lane.Payment], StepKind.Compensation),
        new(EventTypes.InventoryRefunded, Lane.Inventory, [Lane.Order], StepKind.Compensation),
        new(EventTypes.PaymentRefunded, Lane.Payment, [Lane.Order], StepKind.Compensation),
    ];

    private static readonly Dictionary<string, Step> ByType = Steps.ToDictionary(step => step.Type);

    /// <summary>The step of that wire name, or null when it is none of the saga's.</summary>
    public static Step? Find(string type) => ByType.GetValueOrDefault(type);
}
