namespace OrderSaga.Tests.Fixture;

/// <summary>
/// Sends requests to where the resource listens, once the application has been started. The time that takes is not the request's:
/// its own fifteen seconds begin afterwards.
/// </summary>
internal sealed class ResourceHandler(string resource, Lazy<Task<RunningApplication>> running) : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = (await running.Value.WaitAsync(cancellationToken)).GetEndpoint(resource);
        request.RequestUri = new(address, request.RequestUri!.PathAndQuery);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(RequestTimeout);
        try
        {
            return await base.SendAsync(request, timeout.Token);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{resource} did not answer {request.RequestUri.AbsolutePath} within {RequestTimeout.TotalSeconds} s.", cancelled);
        }
    }
}
