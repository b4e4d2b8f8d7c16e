using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Components.Pages;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Components;

public sealed class SagaPageTests : BunitContext
{
    [Fact]
    public void Choose_WhileOrderIsDown_KeepsWhatIsShown()
    {
        var id = Messages.NewOrder();
        var (stub, clock) = (new StubHttp(), new FakeTimeProvider(Messages.Start));
        var feed = new LiveFeed(clock);
        var http = new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance);
        var orders = new OrderClient(http);
        feed.Window.Add(Messages.Message(Messages.Created(id)) with { Text = new WireText("{}"u8.ToArray(), headers: null) });
        stub.On(Routes.OrderService, $"/orders/{id}", _ => throw new HttpRequestException("refused"));
        Services.AddSingleton<TimeProvider>(clock).AddSingleton(feed).AddSingleton(orders)
            .AddSingleton(new SagaReader(orders, new InventoryClient(http), new PaymentClient(http), feed));
        SetRendererInfo(new("Server", isInteractive: true));
        var page = Render<Saga>(parameters => parameters.Add(saga => saga.Id, id));
        page.WaitForElement("#messages-title");
        stub.On(Routes.OrderService, $"/orders/{id}", _ => new TaskCompletionSource<HttpResponseMessage>().Task);

        // What is chosen stands in the address, and the page is given its parameters anew.
        page.Render(parameters => parameters.Add(saga => saga.Id, id));

        Assert.NotNull(page.Find("#messages-title"));
    }
}
