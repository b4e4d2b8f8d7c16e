using OrderSaga.Web.Clients;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Watch;

public sealed class ChaosStateTests
{
    private static readonly ChaosView Calm = new(false, 0, 0, 0, 0);

    [Fact]
    public void IsForbidden_AllAnswer404_Yes() => Assert.True(State(NotFound(), NotFound()).IsForbidden);

    [Fact]
    public void IsForbidden_AllAreDown_IsNotKnown() => Assert.False(State(Down(), Down()).IsForbidden);

    [Fact]
    public void IsOffered_OneWasKilled_StillYes() => Assert.True(State(Ok(Calm), Down()).IsOffered);

    [Fact]
    public void Active_NothingIsBroken_IsEmpty() => Assert.Empty(State(Ok(Calm), Ok(Calm)).Active);

    [Fact]
    public void Active_SeveralThings_NamesServiceAndEach()
    {
        var active = Assert.Single(State(Ok(Calm), Ok(new(true, 0.5, 100, 1, 2))).Active);

        Assert.Equal(
            "service-1 takes no messages, fails on 50 % of its messages, is slower by 100 ms, loses the next 1, sends the next 2 twice", active);
    }

    private static ChaosState State(params Answer<ChaosView>[] answers) =>
        new(answers.Index().ToDictionary(answer => "service-" + answer.Index, answer => answer.Item));

    private static Answer<ChaosView> Ok(ChaosView view) => new(AnswerKind.Ok, view, null);

    private static Answer<ChaosView> NotFound() => new(AnswerKind.NotFound, null, "?");

    private static Answer<ChaosView> Down() => new(AnswerKind.Down, null, "away");
}
