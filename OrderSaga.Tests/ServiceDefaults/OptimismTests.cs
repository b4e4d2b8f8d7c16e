using OrderSaga.ServiceDefaults.Consumer;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class OptimismTests
{
    private readonly Optimism optimism = new();

    [Fact]
    public void TakeChance_NeverDisappointed_IsAlwaysTaken() => Assert.All(Enumerable.Range(0, 10_000), _ => GoWell());

    [Fact]
    public void Disappointed_AfterEnoughThatWentWell_AFewAreHandledExactly()
    {
        for (var spell = 0; spell < 10; spell++)
        {
            for (var i = 0; i < Optimism.Worth; i++)
            {
                GoWell();
            }

            Assert.Equal(Optimism.Few, PauseAfterDisappointment());
        }
    }

    [Fact]
    public void Disappointed_AgainAtOnce_WhatWentWellBeforeTheLastIsSpent()
    {
        for (var i = 0; i < 100; i++)
        {
            GoWell();
        }

        Assert.Equal(Optimism.Few, PauseAfterDisappointment());
        Assert.Equal(Optimism.Few * 2, PauseAfterDisappointment());
    }

    [Fact]
    public void Disappointed_AgainAndAgain_TwiceAsManyEachTimeUpToTheMost() => Assert.Equal(
        [4, 8, 16, 32, 64, 128, 256, 512, 512, 512], Enumerable.Range(0, 10).Select(_ => PauseAfterDisappointment()));

    [Fact]
    public void Disappointed_AfterTooFewThatWentWell_TwiceAsMany()
    {
        Assert.Equal(Optimism.Few, PauseAfterDisappointment());
        for (var i = 1; i < Optimism.Worth; i++)
        {
            GoWell();
        }

        Assert.Equal(Optimism.Few * 2, PauseAfterDisappointment());
    }

    [Fact]
    public void Disappointed_LargeBatchAfterSmallOnes_WeighsByItsMessages()
    {
        Assert.Equal(Optimism.Few, PauseAfterDisappointment(50));
        for (var i = 1; i < 50 * Optimism.Worth; i++)
        {
            GoWell();
        }

        Assert.Equal(Optimism.Few * 2, PauseAfterDisappointment(50));
        for (var i = 0; i < 50 * Optimism.Worth; i++)
        {
            GoWell();
        }

        Assert.Equal(Optimism.Few, PauseAfterDisappointment(50));
    }

    [Fact]
    public void Disappointed_ChancesThatEndedOtherwise_CountForNothing()
    {
        Assert.Equal(Optimism.Few, PauseAfterDisappointment());

        // As when the database is away: the same batch is tried again and again.
        for (var i = 0; i < 100; i++)
        {
            Assert.True(optimism.TakeChance());
        }

        Assert.Equal(Optimism.Few * 2, PauseAfterDisappointment());
    }

    private void GoWell()
    {
        Assert.True(optimism.TakeChance());
        optimism.WentWell(messages: 1);
    }

    /// <summary>Takes a chance that fails, and answers how many batches come before the next, which is left open.</summary>
    private int PauseAfterDisappointment(int messages = 1)
    {
        Assert.True(optimism.TakeChance());
        optimism.Disappointed(messages);
        var exact = 0;
        while (!optimism.TakeChance())
        {
            exact++;
        }

        return exact;
    }
}
