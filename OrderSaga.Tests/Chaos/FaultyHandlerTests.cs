using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Chaos;

public sealed class FaultyHandlerTests
{
    private static readonly InboundMessage Message = Publishing.NewOrder().Deliver().Message!;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Undisturbed_ForeseesAndLingersAsTheServiceDoes(bool answer)
    {
        var handler = new FaultyHandler(new RecordingHandler { Foresees = _ => answer, Lingers = _ => answer }, TimeProvider.System);

        Assert.Equal(answer, handler.IsForeseeable([Message]));
        Assert.Equal(answer, handler.CanLinger(Message));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 5)]
    public void Disturbed_ForeseesNothing(double failRate, int delayMilliseconds)
    {
        var handler = new FaultyHandler(new RecordingHandler { Foresees = _ => true }, TimeProvider.System)
        {
            Chaos = new HandlerChaos(failRate, TimeSpan.FromMilliseconds(delayMilliseconds)),
        };

        Assert.False(handler.IsForeseeable([Message]));
    }
}
