using System.Net;

namespace OrderSaga.Tests.Offline.Clients;

/// <summary>The far end of an HTTP client: keeps what it was asked and answers from a script, the last answer again and again.</summary>
internal sealed class StubHandler(params Func<CancellationToken, Task<HttpResponseMessage>>[] script) : HttpMessageHandler
{
    private int _calls;

    public List<Uri?> Asked { get; } = [];

    public static Func<CancellationToken, Task<HttpResponseMessage>> Status(HttpStatusCode status) =>
        _ => Task.FromResult(new HttpResponseMessage(status));

    public static Task<HttpResponseMessage> Refuse(CancellationToken cancellationToken) =>
        Task.FromException<HttpResponseMessage>(new HttpRequestException("refused"));

    public static async Task<HttpResponseMessage> Hang(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("not reached");
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri);
        var answer = await script[Math.Min(_calls++, script.Length - 1)](cancellationToken);
        answer.RequestMessage = request;
        return answer;
    }
}
