using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Contracts;
using OrderSaga.Web.Clients;

namespace OrderSaga.Tests.Web.Clients;

public sealed class OrderClientTests
{
    private readonly StubHttp stub = new();
    private readonly Guid id = Guid.CreateVersion7();

    [Fact]
    public async Task RedriveAsync_Accepted_IsOk()
    {
        stub.On(Routes.OrderService, $"/orders/{id}/redrive", HttpStatusCode.Accepted, "{}");

        Assert.True((await RedriveAsync()).IsOk);
        Assert.Equal([$"POST {Routes.OrderService} /orders/{id}/redrive"], stub.Asked);
    }

    [Fact]
    public async Task RedriveAsync_Settled_TellsWhy()
    {
        const string Body = """{"title":"Conflict","detail":"The order is settled."}""";
        stub.On(Routes.OrderService, $"/orders/{id}/redrive", HttpStatusCode.Conflict, Body, "application/problem+json");

        var answer = await RedriveAsync();

        Assert.Equal((AnswerKind.Refused, "The order is settled."), (answer.Kind, answer.Explanation));
    }

    private Task<Answer<object>> RedriveAsync() =>
        new OrderClient(new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance)).RedriveAsync(id, TestContext.Current.CancellationToken);
}
