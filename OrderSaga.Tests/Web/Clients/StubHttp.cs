using System.Net;
using System.Text;

namespace OrderSaga.Tests.Web.Clients;

/// <summary>The three services, as far as a test says what they answer; anything else is 404.</summary>
internal sealed class StubHttp : IHttpClientFactory
{
    private readonly Dictionary<string, Func<HttpRequestMessage, Task<HttpResponseMessage>>> answers = [];

    public List<string> Asked { get; } = [];

    public HttpClient CreateClient(string name) => new(new Handler(this, name)) { BaseAddress = new Uri("http://" + name) };

    public StubHttp On(string service, string pathAndQuery, HttpStatusCode status, string body, string mediaType = "application/json") =>
        On(service, pathAndQuery, _ => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) }));

    public StubHttp On(string service, string pathAndQuery, Func<HttpRequestMessage, Task<HttpResponseMessage>> answer)
    {
        answers[$"{service} {pathAndQuery}"] = answer;
        return this;
    }

    private sealed class Handler(StubHttp stub, string service) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.PathAndQuery;
            lock (stub.Asked)
            {
                stub.Asked.Add($"{request.Method} {service} {path}");
            }

            return stub.answers.TryGetValue($"{service} {path}", out var answer)
                ? await answer(request)
                : new HttpResponseMessage(HttpStatusCode.NotFound);
        }
    }
}
