using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Polly;

namespace OrderSaga.Web.Clients;

/// <summary>
/// Asks a service and turns whatever happens into an <see cref="Answer{T}"/>. It takes a client from the factory for each call: a
/// Blazor circuit lives for hours, and a client kept that long would never notice that a service moved.
/// </summary>
public sealed partial class ServiceHttp(IHttpClientFactory clients, ILogger<ServiceHttp> logger)
{
    public Task<Answer<T>> GetAsync<T>(string service, string path, CancellationToken cancellationToken) =>
        SendAsync<T>(service, new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<Answer<T>> SendAsync<T>(
        string service, HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        SendAsync<T>(service, new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) }, cancellationToken);

    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<Answer<T>> SendAsync<T>(string service, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var owned = request;

        // A click is a span of Blazor's, and a click may place a thousand orders: what it asks for begins a trace of its own each time.
        Activity.Current = null;
        using var quiet = request.Method == HttpMethod.Get ? Untraced.Begin() : null;
        try
        {
            using var client = clients.CreateClient(service);
            using var response = await client.SendAsync(request, cancellationToken);
            return await ReadAsync<T>(service, response, cancellationToken);
        }
        catch (Exception e) when (IsOutage(e, cancellationToken))
        {
            LogOutage(service, request.Method, request.RequestUri, e.GetType().Name, e.Message);
            return new(AnswerKind.Down, default, $"{service} does not answer.");
        }
    }

    private static async Task<Answer<T>> ReadAsync<T>(string service, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            var empty = response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0;
            return new(AnswerKind.Ok, empty ? default : await response.Content.ReadFromJsonAsync<T>(cancellationToken), null);
        }

        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new(AnswerKind.NotFound, default, $"{service} knows nothing of it."),
            >= HttpStatusCode.InternalServerError => new(AnswerKind.Down, default, $"{service} failed ({(int)response.StatusCode})."),
            _ => new(AnswerKind.Refused, default, await ExplainAsync(response, cancellationToken)),
        };
    }

    private static async Task<string> ExplainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var fallback = $"The service refused ({(int)response.StatusCode}).";
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return fallback;
        }

        var problem = await response.Content.ReadFromJsonAsync<ValidationProblemDetails>(cancellationToken);
        var fields = problem?.Errors.Select(field => $"{field.Key}: {string.Join(' ', field.Value)}").ToList() ?? [];
        return fields.Count > 0 ? string.Join(" · ", fields) : problem?.Detail ?? problem?.Title ?? fallback;
    }

    private static bool IsOutage(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or ExecutionRejectedException or JsonException or IOException => true,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Service} did not answer {Method} {Path}: {Exception}: {Reason}")]
    private partial void LogOutage(string service, HttpMethod method, Uri? path, string exception, string reason);
}
