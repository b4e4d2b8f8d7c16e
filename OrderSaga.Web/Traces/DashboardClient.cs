using System.Net;
using System.Text.Json;
using OrderSaga.Web.Clients;
using Polly;

namespace OrderSaga.Web.Traces;

/// <summary>
/// Reads traces from the Aspire dashboard (<c>GET /api/telemetry/traces/{traceId}</c>). The key (<c>Dashboard:ApiKey</c>) stays on the server.
/// </summary>
public sealed partial class DashboardClient(
    IHttpClientFactory clients, DashboardLink dashboard, IConfiguration configuration, ILogger<DashboardClient> logger)
{
    /// <summary>Of the HTTP client.</summary>
    public const string Name = "dashboard";

    private const string KeyHeader = "x-api-key";

    private readonly string? key = configuration["Dashboard:ApiKey"];

    /// <summary>The state is <see cref="TraceState.Found"/> only with at least one span.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<(TraceState State, IReadOnlyList<TraceSpan> Spans)> GetAsync(string traceId, CancellationToken cancellationToken)
    {
        if (dashboard.Address is null)
        {
            return (TraceState.NotConfigured, []);
        }

        using var untraced = Untraced.Begin();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{dashboard.Address}/api/telemetry/traces/{Uri.EscapeDataString(traceId)}");
            if (!string.IsNullOrEmpty(key))
            {
                request.Headers.TryAddWithoutValidation(KeyHeader, key);
            }

            using var client = clients.CreateClient(Name);
            using var response = await client.SendAsync(request, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(response, cancellationToken),
                HttpStatusCode.NotFound => (TraceState.NotFound, []),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (TraceState.KeyRefused, []),
                _ => (TraceState.NoAnswer, []),
            };
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            LogFailure(traceId, e.Message);
            return (TraceState.Unreadable, []);
        }
        catch (Exception e) when (IsOutage(e, cancellationToken))
        {
            LogFailure(traceId, e.Message);
            return (TraceState.NoAnswer, []);
        }
    }

    private static async Task<(TraceState State, IReadOnlyList<TraceSpan> Spans)> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var answer = await JsonSerializer.DeserializeAsync(body, OtlpJson.Default.OtlpAnswer, cancellationToken);
        var spans = OtlpSpans.Read(answer);
        return (spans.Count > 0 ? TraceState.Found : TraceState.NotFound, spans);
    }

    private static bool IsUnreadable(Exception e) =>
        e is JsonException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };

    private static bool IsOutage(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or ExecutionRejectedException or IOException => true,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "The dashboard did not tell trace {TraceId}: {Reason}")]
    private partial void LogFailure(string traceId, string reason);
}
