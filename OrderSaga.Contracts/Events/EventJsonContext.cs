using System.Text.Json.Serialization;

namespace OrderSaga.Contracts.Events;

/// <summary>Source-generated JSON: camelCase, unknown members ignored, a missing or null required member refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderCreated))]
[JsonSerializable(typeof(InventoryReserved))]
[JsonSerializable(typeof(InventoryRejected))]
[JsonSerializable(typeof(PaymentSuccess))]
[JsonSerializable(typeof(PaymentFailed))]
[JsonSerializable(typeof(InventoryRefunded))]
[JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(PaymentRefunded))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
