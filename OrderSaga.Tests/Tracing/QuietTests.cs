using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Npgsql;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Tracing;

/// <summary>What goes on by itself, whether there are orders or not, makes no traces.</summary>
public sealed partial class QuietTests(SagaApplication application)
{
    private const ulong NanosecondsInATick = 100;

    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    private IEnumerable<(HttpClient Client, string Path)> Polled =>
    [
        (application.Orders, "/orders"), (application.Orders, "/orders/stats"), (application.Inventory, "/stock"),
        (application.Payment, "/accounts"), (application.Payment, "/chaos"),
        (application.Orders, "/outbox"), (application.Inventory, "/outbox"), (application.Payment, "/outbox"),
    ];

    [Fact]
    public async Task Idle_ProbesSweepsAndTicks_MakeNoSpans()
    {
        var receiver = await application.GetTelemetryAsync();
        await application.EventuallyAsync(IsAtRestAsync, "every saga of the tests before is settled, and every outbox is empty");

        // Queues are first in, first out: once this order is settled, what was in them before has been handled.
        var shop = new Shop(application);
        await shop.SettledAsync((await shop.PlaceAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(1))).Id);
        var start = (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosecondsInATick;

        // Long enough for several sweeps and ticks of the monitor; what is watched for has no event to wait for.
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < LongEnough)
        {
            foreach (var client in new[] { application.Orders, application.Inventory, application.Payment, application.Web })
            {
                using var health = await client.GetAsync("/health");
                using var alive = await client.GetAsync("/alive");
            }

            foreach (var (client, path) in Polled)
            {
                // As the page asks: within a trace that is not sampled.
                using var poll = new HttpRequestMessage(HttpMethod.Get, path)
                {
                    Headers = { { "traceparent", $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00" } },
                };
                using var answer = await client.SendAsync(poll);
                Assert.True(answer.IsSuccessStatusCode);
            }
        }

        // Spans of the tests before may still come, since they are exported in batches: they started earlier.
        Assert.Empty(receiver.Spans.Where(span => span.StartedAt >= start).Select(span => $"{span.Service} {span.Scope} {span.Name}"));
    }

    [Fact]
    public async Task Spans_AnyOfThisRun_HaveBoundedNamesAndTellNoSecrets()
    {
        var shop = new Shop(application);
        await shop.SettledAsync((await shop.PlaceAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(1))).Id);
        var spans = (await application.GetTelemetryAsync()).Spans;
        string[] secrets =
        [
            new NpgsqlConnectionStringBuilder(await application.GetConnectionStringAsync("postgres")).Password!,
            new Uri(await application.GetConnectionStringAsync("messaging")).UserInfo.Split(':')[1],
        ];

        Assert.NotEmpty(spans);
        Assert.All(spans, span => Assert.DoesNotMatch(AnyId(), span.Name));
        Assert.DoesNotContain(spans, span => span.Attributes.Values.Any(value => secrets.Any(secret => value.Contains(secret, StringComparison.Ordinal))));
        Assert.DoesNotContain(spans, span => span.Attributes.Values.Any(value => value.Contains("\"userId\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Spans_AnyOfThisRun_AreOfOneSetAHop()
    {
        var receiver = await application.GetTelemetryAsync();

        Assert.DoesNotContain(receiver.Spans, span => span.Scope.StartsWith("RabbitMQ.Client", StringComparison.Ordinal));
        Assert.DoesNotContain(receiver.Spans, span => span.IsDatabase && span.ParentId is null);
    }

    private async Task<bool> IsAtRestAsync()
    {
        var stats = await application.Orders.GetFromJsonAsync<OrderStats>("/orders/stats");
        var outboxes = await Task.WhenAll(new[] { application.Orders, application.Inventory, application.Payment }
            .Select(client => client.GetFromJsonAsync<OutboxView>("/outbox")));
        return stats!.Unsettled == 0 && outboxes.All(outbox => outbox!.Pending == 0);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", RegexOptions.IgnoreCase)]
    private static partial Regex AnyId();
}
