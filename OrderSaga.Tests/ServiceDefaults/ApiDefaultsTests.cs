using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using OrderSaga.Contracts;
using Xunit;
using static OrderSaga.Tests.ServiceDefaults.ApiUnderTest;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class ApiDefaultsTests(ApiUnderTest api) : IClassFixture<ApiUnderTest>
{
    [Fact]
    public async Task Post_UnknownMembersAndNullOutput_AreLeftOut()
    {
        using var answer = await api.PostAsync("""{"name":"a","quantity":2,"colour":"red"}""");

        Assert.Equal("""{"name":"a","quantity":2}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"name":"a","quantity":"2"}""", "quantity")]
    [InlineData("""{"name":7,"quantity":2}""", "name")]
    [InlineData("""{"name":"a","quantity":2.5}""", "quantity")]
    [InlineData("""{"name":"a",""", "body")]
    [InlineData("[1]", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task Post_BodyThatCanNotBeBound_Is400WithTheField(string json, string field)
    {
        using var answer = await api.PostAsync(json);

        await AssertInvalidAsync(answer, field);
    }

    [Theory]
    [InlineData("/things?limit=many")]
    [InlineData("/things?limit=body")]
    [InlineData("/pages")]
    public async Task Get_QueryThatCanNotBeBound_Is400WithTheField(string path)
    {
        using var answer = await api.Client.GetAsync(path, TestContext.Current.CancellationToken);

        await AssertInvalidAsync(answer, "limit");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(500_000, false)]
    [InlineData(500_000, true)]
    public async Task Post_BodyOverTheLimit_Is400(int bytesTooMany, bool chunked)
    {
        using var request = Request(Limits.MaxBodyBytes + bytesTooMany, chunked);

        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await AssertInvalidAsync(answer, "body");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_BodyAtTheLimit_IsTaken(bool chunked)
    {
        using var request = Request(Limits.MaxBodyBytes, chunked);

        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/things", 405)]
    public async Task Request_NoEndpoint_IsProblemDetails(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, (await ReadAsync(answer)).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Post_NotJson_Is415()
    {
        using var answer = await api.Client.PostAsync("/things", new StringContent("a=1"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Get_DatabaseAway_Is503WithRetryAfterAndOneWarning()
    {
        api.Fault = new NpgsqlException("away", new SocketException((int)SocketError.ConnectionRefused));
        var before = api.Warnings.Count;

        using var answer = await api.Client.GetAsync("/faults", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("Warning:", Assert.Single(api.Warnings.Skip(before)));
    }

    [Fact]
    public async Task Get_AnyOtherFault_Is500WithOneErrorAndNoDetails()
    {
        api.Fault = new InvalidOperationException("a secret");
        var before = api.Warnings.Count;

        using var answer = await api.Client.GetAsync("/faults", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("Error:", Assert.Single(api.Warnings.Skip(before)));
    }

    [Fact]
    public async Task OpenApi_Document_HasTheEndpointsWithStrictNumbers()
    {
        using var answer = await api.Client.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        var document = await ReadAsync(answer);
        Assert.True(document.GetProperty("paths").TryGetProperty("/things", out _));
        Assert.False(document.GetProperty("paths").TryGetProperty("/health", out _));
        var thing = document.GetProperty("components").GetProperty("schemas").GetProperty("Thing");
        Assert.Equal("integer", thing.GetProperty("properties").GetProperty("quantity").GetProperty("type").GetString());
    }

    private static HttpRequestMessage Request(int bytes, bool chunked)
    {
        const string Frame = """{"name":"a","quantity":2,"note":""}""";
        var json = Encoding.UTF8.GetBytes(Frame.Insert(Frame.Length - 2, new string('x', bytes - Frame.Length)));
        var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return new HttpRequestMessage(HttpMethod.Post, "/things") { Content = content, Headers = { TransferEncodingChunked = chunked } };
    }

    private static async Task AssertInvalidAsync(HttpResponseMessage answer, string field)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await ReadAsync(answer);
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }
}
