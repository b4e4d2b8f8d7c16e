using System.Collections.Concurrent;

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>What health tells of the broker: for each role's connection, whether it is away, since when and why.</summary>
internal sealed class BrokerState(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Outage?> roles = new();

    public IReadOnlyDictionary<string, Outage> Outages =>
        roles.Where(role => role.Value is not null).ToDictionary(role => role.Key, role => role.Value!);

    /// <summary>Known roles that have a connection, and at least one does.</summary>
    public bool IsConnected => !roles.IsEmpty && roles.Values.All(outage => outage is null);

    /// <summary>Answers whether this is news: the role was connected, or had not been heard of.</summary>
    public bool Away(string role, string cause)
    {
        var isNews = !roles.TryGetValue(role, out var known) || known is null;
        roles[role] = new Outage(known?.Since ?? clock.GetUtcNow(), cause);
        return isNews;
    }

    public void Connected(string role) => roles[role] = null;

    internal sealed record Outage(DateTimeOffset Since, string Cause);
}
