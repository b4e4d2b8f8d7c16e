using OrderSaga.ServiceDefaults.Consumer;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class OptimismTests
{
    private readonly Optimism optimism = new();

    [Fact]
    public void TakeChance_NeverDisappointed_IsAlwaysTaken() =>
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(optimism.TakeChance()));

    [Fact]
    public void Disappointed_AfterALongSpellThatWentWell_AFewAreHandledExactly()
    {
        for (var spell = 0; spell < 10; spell++)
        {
            for (var i = 0; i <= Optimism.Few; i++)
            {
                Assert.True(optimism.TakeChance());
            }

            optimism.Disappointed();
            Assert.Equal(Optimism.Few, ExactBatches());
        }
    }

    [Fact]
    public void Disappointed_AgainAndAgain_TwiceAsManyEachTimeUpToTheMost()
    {
        int[] pauses = [.. Enumerable.Range(0, 9).Select(_ => Pause())];

        Assert.Equal([8, 16, 32, 64, 128, 256, 512, 512, 512], pauses);

        int Pause()
        {
            Assert.True(optimism.TakeChance());
            optimism.Disappointed();
            return ExactBatches();
        }
    }

    [Fact]
    public void Disappointed_JustBeforeItWasWorthIt_TwiceAsMany()
    {
        Assert.True(optimism.TakeChance());
        optimism.Disappointed();
        Assert.Equal(Optimism.Few, ExactBatches());
        for (var i = 1; i < Optimism.Few; i++)
        {
            Assert.True(optimism.TakeChance());
        }

        optimism.Disappointed();

        Assert.Equal(Optimism.Few * 2, ExactBatches());
    }

    /// <summary>Batches until the next chance, which is taken.</summary>
    private int ExactBatches()
    {
        var exact = 0;
        while (!optimism.TakeChance())
        {
            exact++;
        }

        return exact;
    }
}
