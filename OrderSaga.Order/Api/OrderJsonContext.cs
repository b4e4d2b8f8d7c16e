using System.Text.Json.Serialization;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Order.Api;

/// <summary>The JSON of this API, generated at compile time. Naming and what is left out are set for all APIs in one place.</summary>
[JsonSerializable(typeof(PlaceOrderRequest))]
[JsonSerializable(typeof(OrderAccepted))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(OrderPage))]
[JsonSerializable(typeof(IReadOnlyList<TimelineEntry>))]
[JsonSerializable(typeof(OrderStats))]
[JsonSerializable(typeof(RetryResult))]
internal sealed partial class OrderJsonContext : JsonSerializerContext;
