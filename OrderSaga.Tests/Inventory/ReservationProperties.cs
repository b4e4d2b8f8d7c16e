using FsCheck;
using FsCheck.Fluent;
using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Domain;

namespace OrderSaga.Tests.Inventory;

/// <summary>What holds for any sequence of events: duplicated, reordered, lost, and cut into batches anyhow.</summary>
public sealed class ReservationProperties
{
    private static readonly (string, long)[] Initial = [("laptop", 7), ("mouse", 3)];

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true);

    // Few orders and little stock, so that repeats and shortages are the rule.
    private static readonly OrderCreated[] Orders =
    [
        .. Enumerable.Range(0, 6).Select(i => new OrderCreated(
            Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(i)),
            "alice",
            (i % 3) switch { 0 => "laptop", 1 => "mouse", _ => "no-such" },
            Quantity: 1 + (i / 2 * 2),
            Price: 9.99m)),
    ];

    private static readonly Gen<ISagaEvent> AnyEvent =
        from order in Gen.Elements(Orders)
        from kind in Gen.Choose(0, 3)
        select (ISagaEvent)(kind switch
        {
            0 or 1 => order,
            2 => new OrderCancelled(order.Id, order.UserId, order.Item, "customer_request"),
            _ => new PaymentFailed(order.Id, "insufficient_funds"),
        });

    private static readonly Arbitrary<ISagaEvent[][]> AnyBatches = Arb.From(AnyEvent.ArrayOf().ArrayOf());

    [Fact]
    public void Stock_AfterAnyBatches_IsConservedAndNeverNegative() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var inventory = new InMemoryInventory(Initial);
            return batches.All(batch =>
            {
                inventory.Handle(batch);
                return Initial.All(row => IsConserved(inventory, row));
            });
        }).Check(Thorough);

    [Fact]
    public void Answers_HoweverTheEventsAreCutIntoBatches_AreTheSame() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var cut = new InMemoryInventory(Initial);
            var whole = new InMemoryInventory(Initial);
            ISagaEvent[] answers = [.. batches.SelectMany(batch => cut.Handle(batch))];
            return answers.SequenceEqual(whole.Handle(batches.SelectMany(batch => batch)))
                && cut.Stock.SequenceEqual(whole.Stock)
                && cut.Reservations.OrderBy(row => row.Key).SequenceEqual(whole.Reservations.OrderBy(row => row.Key));
        }).Check(Thorough);

    [Fact]
    public void Repeat_OfAnyEvent_GetsTheFirstAnswerAndChangesNothing() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var inventory = new InMemoryInventory(Initial);
            return batches.SelectMany(batch => batch).All(sagaEvent =>
            {
                var first = inventory.Handle(sagaEvent);
                var repeat = inventory.Handle(sagaEvent);
                return first.SequenceEqual(repeat) && inventory.Outcome.IsEmpty;
            });
        }).Check(Thorough);

    [Fact]
    public void Order_OnceReleased_NeverHoldsStockAgain() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var inventory = new InMemoryInventory(Initial);
            var over = new HashSet<Guid>();
            foreach (var sagaEvent in batches.SelectMany(batch => batch))
            {
                inventory.Handle(sagaEvent);
                if (sagaEvent is not OrderCreated)
                {
                    over.Add(sagaEvent.Id);
                }
            }

            return over.All(id => inventory.Reservations[id] is not Reserved);
        }).Check(Thorough);

    private static bool IsConserved(InMemoryInventory inventory, (string Item, long Units) initial)
    {
        var (available, reserved) = inventory.Stock[initial.Item];
        return available >= 0 && reserved == inventory.Held(initial.Item) && available + reserved == initial.Units;
    }
}
