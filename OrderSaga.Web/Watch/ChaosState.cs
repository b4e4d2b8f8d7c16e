using OrderSaga.Web.Clients;
using OrderSaga.Web.Story;

namespace OrderSaga.Web.Watch;

/// <summary>Chaos in all three services at one moment.</summary>
/// <param name="Services">By the service's resource name.</param>
public sealed record ChaosState(IReadOnlyDictionary<string, Answer<ChaosView>> Services)
{
    /// <summary>At least one service can be broken on purpose.</summary>
    public bool IsOffered => Services.Values.Any(answer => answer.IsOk);

    /// <summary>No service that answers has the endpoints: this is no place for chaos.</summary>
    public bool IsForbidden => !IsOffered && Services.Values.Any(answer => answer.Kind == AnswerKind.NotFound);

    /// <summary>What is broken on purpose now, in words.</summary>
    public IReadOnlyList<string> Active =>
    [
        .. Services.Where(service => service.Value.Value is { IsCalm: false }).Select(service => $"{service.Key} {Describe(service.Value.Value!)}"),
    ];

    /// <summary>Services that are down, on purpose or not.</summary>
    public IReadOnlyList<string> NotAnswering => [.. Services.Where(service => service.Value.IsDown).Select(service => service.Key)];

    public static async Task<ChaosState> ReadAsync(ChaosClient chaos, CancellationToken cancellationToken)
    {
        var services = Lanes.All.Select(lane => lane.Service()).ToList();
        var answers = await Task.WhenAll(services.Select(service => chaos.GetAsync(service, cancellationToken)));
        return new(services.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    private static string Describe(ChaosView chaos)
    {
        string?[] parts =
        [
            chaos.Paused ? "takes no messages" : null,
            chaos.FailRate > 0 ? $"fails on {chaos.FailRate:P0} of its messages" : null,
            chaos.DelayMs > 0 ? $"is slower by {chaos.DelayMs} ms" : null,
            chaos.DropNext > 0 ? $"loses the next {chaos.DropNext}" : null,
            chaos.DuplicateNext > 0 ? $"sends the next {chaos.DuplicateNext} twice" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }
}
