using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>What a client may ask, and what it is told when it may not.</summary>
public sealed class RequestTests(SagaApplication application)
{
    [Theory]
    [InlineData("""{"userId":"","item":"laptop","price":1}""", "userId")]
    [InlineData("""{"item":"laptop","price":1}""", "userId")]
    [InlineData("""{"userId":"alice bob","item":"laptop","price":1}""", "userId")]
    [InlineData("""{"userId":"alice","item":"läptop","price":1}""", "item")]
    [InlineData("""{"userId":"alice","price":1}""", "item")]
    [InlineData("""{"userId":"alice","item":"laptop","quantity":0,"price":1}""", "quantity")]
    [InlineData("""{"userId":"alice","item":"laptop","quantity":1001,"price":1}""", "quantity")]
    [InlineData("""{"userId":"alice","item":"laptop","quantity":1.5,"price":1}""", "quantity")]
    [InlineData("""{"userId":"alice","item":"laptop","price":0}""", "price")]
    [InlineData("""{"userId":"alice","item":"laptop","price":1000000.01}""", "price")]
    [InlineData("""{"userId":"alice","item":"laptop","price":0.001}""", "price")]
    [InlineData("""{"userId":"alice","item":"laptop","price":"1"}""", "price")]
    [InlineData("""{"userId":"alice","item":"laptop"}""", "price")]
    [InlineData("""not json""", "")]
    [InlineData("", "")]
    public async Task Post_BadOrder_Is400WithTheFieldNamedAndStoresNothing(string body, string field)
    {
        var before = await NewestAsync();

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await application.Orders.PostAsync("/orders", content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        if (field.Length > 0)
        {
            Assert.Contains(field, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }

        Assert.Equal(before, await NewestAsync());
    }

    [Fact]
    public async Task Post_BodyTooLarge_Is400AndStoresNothing()
    {
        var before = await NewestAsync();
        var body = JsonSerializer.Serialize(new { userId = "alice", item = "laptop", price = 1, padding = new string('x', 16 * 1024) });

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await application.Orders.PostAsync("/orders", content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(before, await NewestAsync());
    }

    [Fact]
    public async Task Post_SameIdempotencyKeyManyTimesAtOnce_IsOneOrderAndOneAnswer()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        var key = Guid.CreateVersion7().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(key, user, item, 1m)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        var later = await PostAsync(key, user, item, 1m);
        Assert.Equal(answers[0], later);
        var page = (await application.Orders.GetFromJsonAsync<OrderPage>($"/orders?userId={user}", Cancellation))!;
        Assert.Single(page.Items);
    }

    [Fact]
    public async Task Post_SameIdempotencyKeyWithAnotherBody_Is422()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        var key = Guid.CreateVersion7().ToString();
        await PostAsync(key, user, item, 1m);

        var other = await PostAsync(key, user, item, 2m);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        var page = (await application.Orders.GetFromJsonAsync<OrderPage>($"/orders?userId={user}", Cancellation))!;
        Assert.Single(page.Items);
    }

    [Fact]
    public async Task Get_OrdersByPages_GivesEachOnceNewestFirst()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await shop.PlaceManyAsync(25, clients: 5, _ => (user, item, 1, 1m));

        var seen = new List<Guid>();
        var after = "";
        OrderPage page;
        do
        {
            page = (await application.Orders.GetFromJsonAsync<OrderPage>($"/orders?userId={user}&limit=10{after}", Cancellation))!;
            seen.AddRange(page.Items.Select(order => order.Id));
            after = $"&after={page.Next}";
        }
        while (page.Next is not null);

        Assert.Equal(25, seen.Count);
        Assert.Equal(seen.OrderDescending(), seen);
        Assert.Equal(shop.Placed.Order(), seen.Order());
    }

    [Theory]
    [InlineData("/orders?limit=0")]
    [InlineData("/orders?limit=x")]
    [InlineData("/orders?status=NOPE")]
    [InlineData("/orders?after=x")]
    [InlineData("/orders?userId=a%20b")]
    public async Task Get_BadQuery_Is400(string path)
    {
        using var response = await application.Orders.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/stock/laptop", """{"available":-1}""", "available")]
    [InlineData("/stock/laptop", """{"available":1.5}""", "available")]
    [InlineData("/stock/laptop", """{}""", "available")]
    public async Task Put_BadStock_Is400WithTheFieldNamed(string path, string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await application.Inventory.PutAsync(path, content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Contains(field, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task OpenApi_EachService_DescribesItsPaths()
    {
        foreach (var (client, path) in new[] { (application.Orders, "/orders"), (application.Inventory, "/stock/{item}"), (application.Payment, "/accounts/{userId}") })
        {
            var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);
            Assert.True(document.GetProperty("paths").TryGetProperty(path, out _), path);
            Assert.True(document.GetProperty("paths").TryGetProperty("/outbox", out _), "/outbox");
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<Guid?> NewestAsync() =>
        (await application.Orders.GetFromJsonAsync<OrderPage>("/orders?limit=1", Cancellation))!.Items.FirstOrDefault()?.Id;

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string key, string user, string item, decimal price)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(new PlaceOrderRequest(user, item, price)) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await application.Orders.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
