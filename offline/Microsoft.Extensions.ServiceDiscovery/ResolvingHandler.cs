namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>Replaces the address for the time of one attempt, so that a retry may go to another endpoint.</summary>
internal sealed class ResolvingHandler(ConfiguredEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } asked)
        {
            throw new InvalidOperationException("A request without an address can not be resolved.");
        }

        request.RequestUri = endpoints.Resolve(asked);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.RequestUri = asked;
        }
    }
}
