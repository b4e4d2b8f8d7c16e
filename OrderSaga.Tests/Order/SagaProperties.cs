using FsCheck;
using FsCheck.Fluent;
using OrderSaga.Inventory.Domain;
using OrderSaga.Order.Domain;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Order;

/// <summary>What holds for the saga whatever the network does: any order of delivery, duplicates, losses, cancellation at any point.</summary>
public sealed class SagaProperties
{
    private const int Stock = 5;
    private const decimal Balance = 100m;

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true);

    private static readonly Gen<Move> AnyMove =
        from kind in Gen.Frequency(
            (8, Gen.Constant(MoveKind.Deliver)),
            (3, Gen.Constant(MoveKind.Duplicate)),
            (2, Gen.Constant(MoveKind.Lose)),
            (1, Gen.Constant(MoveKind.Cancel)),
            (2, Gen.Constant(MoveKind.Redrive)))
        from pick in Gen.Choose(0, 99)
        select new Move(kind, pick);

    private static readonly Gen<Move> FaithfulMove =
        from kind in Gen.Elements(MoveKind.Deliver, MoveKind.Duplicate)
        from pick in Gen.Choose(0, 99)
        select new Move(kind, pick);

    private static readonly Gen<(int Stock, decimal Balance)> AnyWorld = Gen.Elements((Stock, Balance), (1, Balance), (Stock, 1m), (1, 1m));

    [Fact]
    public void Run_WhateverHappened_SettlesInOneOutcomeWithStockAndMoneyRight() => Prop.ForAll(
        Arb.From(from world in AnyWorld from moves in AnyMove.ArrayOf() select (world, moves)),
        run =>
        {
            var saga = Play(run.world, run.moves);
            var drives = saga.RunToRest();
            return saga.Order.Settled && drives <= 2 && IsAtRest(saga, run.world) && HasOneOutcome(saga);
        }).Check(Thorough);

    [Fact]
    public void Run_AtEveryMoment_NeverLeavesAnOutcomeAndNeverUnsettles() => Prop.ForAll(
        Arb.From(from world in AnyWorld from moves in AnyMove.ArrayOf() select (world, moves)),
        run =>
        {
            var saga = Play(run.world, run.moves);
            saga.RunToRest();
            return saga.History.Zip(saga.History.Skip(1)).All(step =>
                (step.First.Status == OrderStatus.Pending || (step.Second.Status, step.Second.Reason) == (step.First.Status, step.First.Reason))
                && (!step.First.Settled || step.Second.Settled));
        }).Check(Thorough);

    [Fact]
    public void Run_NothingLostNorCancelled_EndsAsStockAndMoneyAllowWithoutARedrive() => Prop.ForAll(
        Arb.From(from world in AnyWorld from moves in FaithfulMove.ArrayOf() select (world, moves)),
        run =>
        {
            var saga = Play(run.world, run.moves);
            var drives = saga.RunToRest();
            var expected = run.world switch
            {
                ( < 2, _) => (OrderStatus.Cancelled, "out_of_stock"),
                (_, < 20m) => (OrderStatus.Cancelled, "insufficient_funds"),
                _ => (OrderStatus.Confirmed, (string?)null),
            };
            return drives == 0 && (saga.Order.Status, saga.Order.Reason) == expected;
        }).Check(Thorough);

    private static SimulatedSaga Play((int Stock, decimal Balance) world, Move[] moves)
    {
        var saga = new SimulatedSaga(world.Stock, world.Balance).Create();
        foreach (var move in moves)
        {
            saga.Move(move);
        }

        return saga;
    }

    private static bool IsAtRest(SimulatedSaga saga, (int Stock, decimal Balance) world) => saga.Order.Status switch
    {
        OrderStatus.Confirmed => saga is { Reservation: Reserved { Quantity: 2 }, Charge: Charged { Amount: 20m } }
            && saga.Stock == world.Stock - 2 && saga.Balance == world.Balance - 20m,
        OrderStatus.Cancelled => saga is { Reservation: null or Rejected or Released, Charge: null or Declined or Refunded or Voided }
            && saga.Stock == world.Stock && saga.Balance == world.Balance,
        _ => false,
    };

    private static bool HasOneOutcome(SimulatedSaga saga) =>
        saga.History.Where(state => state.Status != OrderStatus.Pending).Select(state => state.Status).Distinct().Count() == 1;
}
