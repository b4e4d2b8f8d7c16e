namespace OrderSaga.Tests.Performance;

/// <summary>
/// What a message costs in memory. Allocations are the same on every machine, unlike times, so they are held to a budget: what was
/// measured, and some 15 % that a new version of a library may take. A budget that is exceeded is a decision to be made, not a number
/// to be raised.
/// </summary>
public sealed class AllocationTests
{
    private const int Rounds = 5;
    private const int CallsInARound = 50;

    private readonly HotPaths paths = new();

    [Theory]
    [InlineData(nameof(HotPaths.DecideOrder), 0)]
    [InlineData(nameof(HotPaths.DecideReservation), 230)]
    [InlineData(nameof(HotPaths.DecidePayment), 200)]
    [InlineData(nameof(HotPaths.Serialize), 175)]
    [InlineData(nameof(HotPaths.Deserialize), 470)]
    [InlineData(nameof(HotPaths.Parse), 1560)]
    public void Message_Handled_AllocatesWithinItsBudget(string path, int budgetBytes) =>
        AssertWithin(budgetBytes, Allocated(path));

    [Theory]
    [InlineData(nameof(HotPaths.Emit), 785)]
    [InlineData(nameof(HotPaths.Reserve), 505)]
    [InlineData(nameof(HotPaths.Charge), 490)]
    [InlineData(nameof(HotPaths.Settle), 925)]
    public void BatchOf100_Handled_AllocatesWithinItsBudgetPerMessage(string path, int budgetBytes) =>
        AssertWithin(budgetBytes, Allocated(path) / HotPaths.BatchSize);

    private static void AssertWithin(int budget, double allocated) =>
        Assert.True(allocated <= budget, $"{allocated:F1} bytes a message, but the budget is {budget}.");

    /// <summary>Bytes a call; the least of several rounds, since now and then a cache is filled or a method compiled in one.</summary>
    private double Allocated(string path)
    {
        var call = CallTo(path);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < CallsInARound; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (double)least / CallsInARound;
    }

    private Action CallTo(string path) => path switch
    {
        nameof(HotPaths.DecideOrder) => () => paths.DecideOrder(),
        nameof(HotPaths.DecideReservation) => () => paths.DecideReservation(),
        nameof(HotPaths.DecidePayment) => () => paths.DecidePayment(),
        nameof(HotPaths.Serialize) => () => paths.Serialize(),
        nameof(HotPaths.Deserialize) => () => paths.Deserialize(),
        nameof(HotPaths.Parse) => () => paths.Parse(),
        nameof(HotPaths.Emit) => () => paths.Emit(),
        nameof(HotPaths.Reserve) => () => paths.Reserve(),
        nameof(HotPaths.Charge) => () => paths.Charge(),
        nameof(HotPaths.Settle) => () => paths.Settle(),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path, "No such path."),
    };
}
