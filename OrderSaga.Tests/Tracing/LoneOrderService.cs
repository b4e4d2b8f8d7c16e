using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Order;
using OrderSaga.Order.Api;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;
using OrderSaga.Tests.Tracing.Otlp;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Tracing;

/// <summary>
/// An Order service in this process, with an exchange and a database of its own, that nobody answers: the test is the other services,
/// and sets the timing.
/// </summary>
internal sealed class LoneOrderService : IAsyncDisposable
{
    private readonly WebApplication service;
    private readonly PlumbingNames names;
    private readonly SpanKeeper kept;

    private LoneOrderService(WebApplication service, PlumbingNames names, SpanKeeper kept)
    {
        (this.service, this.names, this.kept) = (service, names, kept);

        // Its requests are made in the process that is traced, and would become the root of the saga's trace.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(service.Urls.First()) };
    }

    public HttpClient Client { get; }

    /// <summary>The name of its database on the shared server.</summary>
    public string Database => new NpgsqlConnectionStringBuilder(names.Database).Database!;

    public IReadOnlyCollection<Span> Spans => kept.Spans;

    private string Others => names.Service + "-others";

    public static async Task<LoneOrderService> StartAsync(SagaApplication application, Dictionary<string, string?> settings)
    {
        var names = await PlumbingNames.CreateAsync(application);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["ConnectionStrings:messaging"] = names.Messaging;
        builder.Configuration["ConnectionStrings:orders-db"] = names.Database;
        builder.AddServiceDefaults();
        builder.AddApiDefaults();
        builder.AddOrderSaga();
        builder.Services.PostConfigure<MessagingOptions>(options =>
        {
            (options.Service, options.Exchange) = (names.Service, names.Exchange);
            options.Queues =
            [
                new QueueBinding(names.Service, [EventTypes.InventoryRefunded, EventTypes.PaymentRefunded]),
                new QueueBinding(names.Service + "-others", [EventTypes.OrderCreated, EventTypes.OrderCancelled]),
            ];
        });
        var kept = new SpanKeeper();
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddProcessor(kept));
        var service = builder.Build();
        service.MapApiDefaults();
        service.MapOrders();
        await service.StartAsync();
        await service.Services.GetRequiredService<DatabaseReadiness>().WaitAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(
            () => Task.FromResult(service.Services.GetRequiredService<BrokerState>().IsConnected), "the service has declared its queues");
        return new LoneOrderService(service, names, kept);
    }

    /// <summary>Waits for an event of the given type, and answers it in its trace.</summary>
    public async Task AnswerAsync(SagaApplication application, string type, params IReadOnlyList<ISagaEvent> answers)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(names.Messaging) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        BasicGetResult? message = null;
        await application.EventuallyAsync(
            async () => (message = await channel.BasicGetAsync(Others, autoAck: true))?.RoutingKey == type, $"{type} is published");
        foreach (var answer in answers)
        {
            var properties = new BasicProperties
            {
                MessageId = Guid.CreateVersion7().ToString(),
                Type = EventCodec.TypeOf(answer),
                Headers = message!.BasicProperties.Headers,
            };
            await channel.BasicPublishAsync(names.Exchange, properties.Type, mandatory: true, properties, EventCodec.Serialize(answer));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await service.StopAsync();
        await service.DisposeAsync();
    }

    /// <summary>Keeps the spans as an exporter would send them.</summary>
    private sealed class SpanKeeper : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Span> spans = new();

        public IReadOnlyCollection<Span> Spans => spans;

        public override void OnEnd(Activity data)
        {
            if (data.Recorded)
            {
                spans.Enqueue(new Span(
                    Routes.OrderService,
                    data.Source.Name,
                    data.TraceId.ToString(),
                    data.SpanId.ToString(),
                    data.ParentSpanId == default ? null : data.ParentSpanId.ToString(),
                    data.DisplayName,
                    Enum.Parse<Otlp.SpanKind>(data.Kind.ToString()),
                    (ulong)(data.StartTimeUtc - DateTime.UnixEpoch).Ticks * 100,
                    (ulong)(data.StartTimeUtc + data.Duration - DateTime.UnixEpoch).Ticks * 100,
                    data.Status == ActivityStatusCode.Error,
                    data.TagObjects.Where(tag => tag.Value is not null).ToDictionary(tag => tag.Key, tag => tag.Value!.ToString()!),
                    [.. data.Links.Select(link => new SpanLink(link.Context.TraceId.ToString(), link.Context.SpanId.ToString()))]));
            }
        }
    }
}
