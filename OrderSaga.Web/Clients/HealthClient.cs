namespace OrderSaga.Web.Clients;

/// <summary>What a service says of its own health; <paramref name="Status"/> is Healthy, Degraded, Unhealthy or Down.</summary>
public sealed record ServiceHealth(string Status, IReadOnlyList<ServiceCheck> Checks)
{
    public static readonly ServiceHealth Down = new("Down", []);

    /// <summary>It lives, but cannot say in time what ails it.</summary>
    public static readonly ServiceHealth Unhealthy = new("Unhealthy", []);
}

public sealed record ServiceCheck(string Name, string Status, string? Description);

public sealed class HealthClient(ServiceHttp http)
{
    public async Task<ServiceHealth> GetAsync(string service, CancellationToken cancellationToken)
    {
        var health = http.GetAsync<ServiceHealth>(service, "health", cancellationToken);
        var alive = http.GetAsync<ServiceHealth>(service, "alive", cancellationToken);
        return (await health).Value ?? ((await alive).IsOk ? ServiceHealth.Unhealthy : ServiceHealth.Down);
    }
}
