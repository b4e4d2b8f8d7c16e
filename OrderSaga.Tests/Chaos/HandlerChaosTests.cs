using OrderSaga.ServiceDefaults.Chaos;


namespace OrderSaga.Tests.Chaos;

public sealed class HandlerChaosTests
{
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 10_000).Select(_ => Guid.CreateVersion7())];

    [Fact]
    public void Fails_RateOfZero_None() => Assert.DoesNotContain(Ids, new HandlerChaos(0, TimeSpan.Zero).Fails);

    [Fact]
    public void Fails_RateOfOne_All() => Assert.All([.. Ids, Guid.AllBitsSet], id => Assert.True(new HandlerChaos(1, TimeSpan.Zero).Fails(id)));

    [Fact]
    public void Fails_RateBetween_ThatShareAndAlwaysTheSame()
    {
        var chaos = new HandlerChaos(0.3, TimeSpan.Zero);

        var failing = Ids.Where(chaos.Fails).ToList();

        // Six standard deviations of a fair draw.
        Assert.InRange(failing.Count, 2725, 3275);
        Assert.All(failing, id => Assert.True(chaos.Fails(id)));
    }
}
