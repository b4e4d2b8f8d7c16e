using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Order.Api;

/// <summary>
/// 202 with the order's address. Written in one piece, of known length: <see cref="Results.Accepted"/> sends it in chunks and through a
/// writer that may have to wait, which costs as much as reading and checking the request.
/// </summary>
internal sealed class OrderAcceptedResult(OrderAccepted order) : IResult, IEndpointMetadataProvider
{
    private const string Json = "application/json";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(order, (JsonTypeInfo<OrderAccepted>)options.GetTypeInfo(typeof(OrderAccepted)));
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = Json + "; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.Location = $"/orders/{order.Id}";

        // The order is stored, whether or not its client is still there to hear of it: nothing to be reported as a fault.
        return response.BodyWriter.WriteAsync(body, CancellationToken.None).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(OrderAccepted), [Json]));
}
