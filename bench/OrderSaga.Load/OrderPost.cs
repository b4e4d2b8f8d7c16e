using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Load;

/// <summary>One <c>POST /orders</c>.</summary>
internal static class OrderPost
{
    /// <param name="client">Of the Order service.</param>
    /// <param name="order">What is ordered.</param>
    /// <param name="idempotencyKey">The same for each attempt at the same order; null for an order that is posted once.</param>
    /// <param name="cancellation">Abandons the request. The order may have been accepted all the same.</param>
    /// <exception cref="HttpRequestException">The service is away, or its answer is not 202.</exception>
    public static async Task SendAsync(
        HttpClient client, PlaceOrderRequest order, string? idempotencyKey = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(order, JsonSerializerOptions.Web));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await client.SendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            var body = await response.Content.ReadAsStringAsync(cancellation);
            throw new HttpRequestException($"POST /orders answered {(int)response.StatusCode}: {body}", null, response.StatusCode);
        }
    }
}
