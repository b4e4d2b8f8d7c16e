using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

public sealed class SagaReaderTests
{
    [Fact]
    public async Task Read_OrderAnswersLate_TheOthersAreAskedAfterIt()
    {
        var id = Guid.CreateVersion7();
        var (stub, answered) = (new StubHttp(), new TaskCompletionSource<HttpResponseMessage>());
        stub.On(Routes.OrderService, $"/orders/{id}", _ => answered.Task);
        var http = new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance);
        var reader = new SagaReader(new OrderClient(http), new InventoryClient(http), new PaymentClient(http), new LiveFeed(new FakeTimeProvider()));

        var reading = reader.ReadAsync(id, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(stub.Asked, asked => !asked.Contains(Routes.OrderService, StringComparison.Ordinal));
        answered.SetResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        Assert.True((await reading).IsUnknown);
        Assert.Equal(2, stub.Asked.Count(asked => !asked.Contains(Routes.OrderService, StringComparison.Ordinal)));
    }
}
