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
    public void Undisturbed_LingersAsTheServiceDoes(bool answer)
    {
        var handler = new FaultyHandler(new RecordingHandler { Lingers = _ => answer }, TimeProvider.System);

        Assert.Equal(answer, handler.CanLinger(Message));
    }
}
