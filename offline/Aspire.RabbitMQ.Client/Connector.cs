using System.Diagnostics;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Aspire.RabbitMQ.Client;

/// <summary>Opens a connection to a broker that may still be starting.</summary>
internal sealed class Connector(int maxRetries)
{
    public const string ActivitySourceName = "Aspire.RabbitMQ.Client";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly ResiliencePipeline _pipeline = maxRetries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<SocketException>().Handle<BrokerUnreachableException>(),
                BackoffType = DelayBackoffType.Exponential,
                MaxRetryAttempts = maxRetries,
                Delay = TimeSpan.FromSeconds(1),
            })
            .Build();

    /// <summary>Blocks, because the container that asks can not await.</summary>
    public IConnection Connect(IConnectionFactory factory)
    {
        using var activity = Source.StartActivity("rabbitmq connect", ActivityKind.Client);
        Describe(activity, factory.Uri);
        return _pipeline.ExecuteAsync(static (factory, cancellation) => AttemptAsync(factory, cancellation), factory)
            .AsTask().GetAwaiter().GetResult();
    }

    private static async ValueTask<IConnection> AttemptAsync(IConnectionFactory factory, CancellationToken cancellationToken)
    {
        using var activity = Source.StartActivity("rabbitmq connect attempt", ActivityKind.Client);
        Describe(activity, factory.Uri);
        activity?.SetTag("messaging.operation", "connect");
        try
        {
            return await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            activity?.SetTag("exception.type", fault.GetType().FullName);
            activity?.SetTag("exception.message", fault.Message);
            activity?.SetTag("exception.stacktrace", fault.ToString());
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private static void Describe(Activity? activity, Uri address) => activity?
        .SetTag("messaging.system", "rabbitmq")
        .SetTag("server.address", address.Host)
        .SetTag("server.port", address.Port);
}
