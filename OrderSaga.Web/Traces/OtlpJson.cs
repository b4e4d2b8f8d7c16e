using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderSaga.Web.Traces;

/// <summary>
/// The dashboard's answer: OTLP in JSON below <c>data</c> (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Ids are
/// hexadecimal, 64-bit numbers may be strings. Anything may be missing, and what is not named here is ignored.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(OtlpAnswer))]
internal sealed partial class OtlpJson : JsonSerializerContext;

internal sealed record OtlpAnswer(OtlpData? Data);

internal sealed record OtlpData(IReadOnlyList<OtlpResourceSpans?>? ResourceSpans);

internal sealed record OtlpResourceSpans(OtlpResource? Resource, IReadOnlyList<OtlpScopeSpans?>? ScopeSpans);

internal sealed record OtlpResource(IReadOnlyList<OtlpAttribute?>? Attributes);

internal sealed record OtlpScopeSpans(IReadOnlyList<OtlpSpan?>? Spans);

internal sealed record OtlpSpan(
    string? TraceId,
    string? SpanId,
    string? ParentSpanId,
    string? Name,
    int? Kind,
    ulong? StartTimeUnixNano,
    ulong? EndTimeUnixNano,
    IReadOnlyList<OtlpAttribute?>? Attributes,
    IReadOnlyList<OtlpLink?>? Links,
    OtlpStatus? Status);

internal sealed record OtlpLink(string? TraceId, string? SpanId);

internal sealed record OtlpStatus(int? Code, string? Message);

internal sealed record OtlpAttribute(string? Key, OtlpValue? Value);

internal sealed record OtlpValue(string? StringValue, bool? BoolValue, long? IntValue, double? DoubleValue);
