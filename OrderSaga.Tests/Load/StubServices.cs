using System.Collections.Concurrent;
using System.Net;
using OrderSaga.Load;

namespace OrderSaga.Tests.Load;

/// <summary>All three services as one handler. It keeps every request, and answers orders as the test says.</summary>
/// <param name="answer">What the POST number n (from 1) under one key is answered.</param>
internal sealed class StubServices(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, int> posts = new();
    private readonly ConcurrentQueue<string> puts = new();

    public StubServices()
        : this(_ => Accepted())
    {
    }

    /// <summary>How often each Idempotency-Key was posted.</summary>
    public IReadOnlyDictionary<string, int> PostsByKey => posts;

    public IReadOnlyCollection<string> Puts => puts;

    /// <summary>Whether a PUT fails too.</summary>
    public bool IsAway { get; set; }

    public static HttpResponseMessage Accepted() => new(HttpStatusCode.Accepted);

    public Services Connect() => new(Client(), Client(), Client());

    public HttpClient Client() => new(this, disposeHandler: false) { BaseAddress = new("http://stub") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            return Task.FromException<HttpResponseMessage>(new HttpRequestException("away"));
        }

        if (request.Method == HttpMethod.Put)
        {
            puts.Enqueue(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }

        var key = request.Headers.GetValues("Idempotency-Key").Single();
        return Task.FromResult(answer(posts.AddOrUpdate(key, 1, (_, count) => count + 1)));
    }
}
