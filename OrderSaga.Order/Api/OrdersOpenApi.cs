using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrderSaga.Contracts;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;

namespace OrderSaga.Order.Api;

/// <summary>What the OpenAPI document can not tell from signatures, as these endpoints read their input themselves.</summary>
internal static class OrdersOpenApi
{
    public static Task DescribePlaceOrder(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        // Accepted by the router, so that the answer to another content type is a 400 like any other.
        operation.RequestBody?.Content?.Remove("*/*");
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = IdempotencyHeader.Name,
            In = ParameterLocation.Header,
            Description = "Under the same key, the same request is answered with the same answer and places no second order.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaxLength, Pattern = "^[!-~]+$" },
        });
        return Task.CompletedTask;
    }

    public static Task DescribeListOrders(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            parameter.Schema = parameter.Name switch
            {
                "status" => new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. Enum.GetValues<OrderStatus>().Select(status => status.ToWire())],
                },
                "userId" => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Limits.MaxNameLength },
                "settled" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["false"] },
                "after" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
                "limit" => new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Format = "int32",
                    Minimum = "1",
                    Maximum = OrderListQuery.MaxLimit.ToString(CultureInfo.InvariantCulture),
                    Default = OrderListQuery.DefaultLimit,
                },
                _ => parameter.Schema,
            };
        }

        return Task.CompletedTask;
    }
}
