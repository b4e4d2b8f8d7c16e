using System.Collections.Concurrent;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>What health tells of the broker: for each role's connection, whether it is away or blocked, since when and why.</summary>
internal sealed class BrokerState(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Outage?> roles = new();
    private readonly ConcurrentDictionary<string, Outage> blocks = new();

    public IReadOnlyDictionary<string, Outage> Outages =>
        roles.Where(role => role.Value is not null).ToDictionary(role => role.Key, role => role.Value!);

    /// <summary>Roles that are connected to a broker which takes nothing from them.</summary>
    public IReadOnlyDictionary<string, Outage> Blocks => blocks;

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

    /// <summary>Answers whether this is news: the role was not blocked.</summary>
    public bool Blocked(string role, string cause) => blocks.TryAdd(role, new Outage(clock.GetUtcNow(), cause));

    /// <summary>The connection is not blocked any more, or is gone. Answers whether this is news: the role was blocked.</summary>
    public bool Unblocked(string role) => blocks.TryRemove(role, out _);

    internal sealed record Outage(DateTimeOffset Since, string Cause);
}
