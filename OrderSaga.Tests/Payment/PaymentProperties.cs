using FsCheck;
using FsCheck.Fluent;
using OrderSaga.Contracts.Events;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Payment;

/// <summary>What holds for any sequence of events: duplicated, reordered, lost, and cut into batches anyhow.</summary>
public sealed class PaymentProperties
{
    private static readonly (string, decimal)[] Initial = [("alice", 70.05m), ("bob", 29.97m)];

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true);

    // Few orders and little money, so that repeats and shortages are the rule.
    private static readonly InventoryReserved[] Orders =
    [
        .. Enumerable.Range(0, 6).Select(i => new InventoryReserved(
            Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(i)),
            (i % 3) switch { 0 => "alice", 1 => "bob", _ => "nobody" },
            "laptop",
            Quantity: 1 + (i / 2 * 2),
            Price: 9.99m)),
    ];

    private static readonly Gen<ISagaEvent> AnyEvent =
        from order in Gen.Elements(Orders)
        from cancelled in Gen.Elements(false, false, true)
        select cancelled ? (ISagaEvent)new OrderCancelled(order.Id, order.UserId, order.Item, "customer_request") : order;

    private static readonly Arbitrary<ISagaEvent[][]> AnyBatches = Arb.From(AnyEvent.ArrayOf().ArrayOf());

    [Fact]
    public void Money_AfterAnyBatches_IsConservedAndNeverNegative() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var payment = new InMemoryPayment(Initial);
            return batches.All(batch =>
            {
                payment.Handle(batch);
                return Initial.All(row => IsConserved(payment, row));
            });
        }).Check(Thorough);

    [Fact]
    public void Answers_HoweverTheEventsAreCutIntoBatches_AreTheSame() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var cut = new InMemoryPayment(Initial);
            var whole = new InMemoryPayment(Initial);
            ISagaEvent[] answers = [.. batches.SelectMany(batch => cut.Handle(batch))];
            return answers.SequenceEqual(whole.Handle(batches.SelectMany(batch => batch)))
                && cut.Accounts.SequenceEqual(whole.Accounts)
                && cut.Payments.OrderBy(row => row.Key).SequenceEqual(whole.Payments.OrderBy(row => row.Key));
        }).Check(Thorough);

    [Fact]
    public void Repeat_OfAnyEvent_GetsTheFirstAnswerAndChangesNothing() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var payment = new InMemoryPayment(Initial);
            return batches.SelectMany(batch => batch).All(sagaEvent =>
            {
                var first = payment.Handle(sagaEvent);
                var repeat = payment.Handle(sagaEvent);
                return first.SequenceEqual(repeat) && payment.Outcome.IsEmpty;
            });
        }).Check(Thorough);

    [Fact]
    public void Order_OnceCancelled_NeverKeepsMoneyAgain() => Prop.ForAll(
        AnyBatches,
        batches =>
        {
            var payment = new InMemoryPayment(Initial);
            var over = new HashSet<Guid>();
            foreach (var sagaEvent in batches.SelectMany(batch => batch))
            {
                payment.Handle(sagaEvent);
                if (sagaEvent is OrderCancelled)
                {
                    over.Add(sagaEvent.Id);
                }
            }

            return over.All(id => payment.Payments[id] is not Charged);
        }).Check(Thorough);

    private static bool IsConserved(InMemoryPayment payment, (string UserId, decimal Amount) initial)
    {
        var (balance, charged) = payment.Accounts[initial.UserId];
        return balance >= 0 && charged == payment.Kept(initial.UserId) && balance + charged == initial.Amount;
    }
}
