using System.Text.Json.Serialization;

namespace OrderSaga.ServiceDefaults.Health;

internal sealed record HealthView(string Status, double DurationMs, IReadOnlyList<HealthCheckView> Checks);

internal sealed record HealthCheckView(string Name, string Status, string? Description, double DurationMs);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthView))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
