using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Chaos;

// The ranges are those of ChaosRules, for the OpenAPI document.

/// <summary>Body of <c>PUT /chaos/consumer</c>.</summary>
public sealed record PauseRequest(bool? Paused);

/// <summary>Body of <c>PUT /chaos/handler</c>.</summary>
/// <param name="FailRate">Share of messages whose handling throws: 0 is none, 1 is every one.</param>
/// <param name="DelayMs">Added to the handling of every message, in milliseconds. The messages of a batch wait together.</param>
public sealed record DisturbHandlerRequest(
    [property: Range(0d, 1d)] double? FailRate,
    [property: Range(0, ChaosRules.MaxDelayMs)] int? DelayMs);

/// <summary>Body of <c>PUT /chaos/relay</c>.</summary>
/// <param name="DropNext">So many messages count as confirmed and are never published.</param>
/// <param name="DuplicateNext">So many messages are published twice, under the same id.</param>
public sealed record DisturbRelayRequest(
    [property: Range(0, ChaosRules.MaxMessages)] int? DropNext,
    [property: Range(0, ChaosRules.MaxMessages)] int? DuplicateNext);
