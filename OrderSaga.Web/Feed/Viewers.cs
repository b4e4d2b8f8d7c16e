using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace OrderSaga.Web.Feed;

/// <summary>Counts the browsers that have a page open and are connected. Safe to use from any thread.</summary>
public sealed class Viewers : CircuitHandler
{
    private readonly ConcurrentDictionary<string, byte> circuits = [];

    /// <summary>Whether somebody looks.</summary>
    public bool Any => !circuits.IsEmpty;

    /// <summary>A browser that was there already counts once.</summary>
    public void Come(string circuit) => circuits[circuit] = default;

    /// <summary>Tells it more than once: when the connection breaks, and when the circuit is given up.</summary>
    public void Go(string circuit) => circuits.TryRemove(circuit, out _);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Come(circuit.Id);
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Go(circuit.Id);
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Go(circuit.Id);
        return Task.CompletedTask;
    }
}
