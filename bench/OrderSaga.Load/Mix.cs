namespace OrderSaga.Load;

/// <summary>Who orders what: the shape of a load.</summary>
/// <param name="Name">As a setting or an option gives it.</param>
/// <param name="Items">Different items, ordered in turn.</param>
/// <param name="Accounts">Different accounts, charged in turn.</param>
/// <param name="DeclinedOutOf100">Orders of a hundred whose account cannot pay.</param>
/// <param name="OutOfStockOutOf100">Orders of a hundred whose item is out of stock.</param>
internal sealed record Mix(string Name, int Items, int Accounts, int DeclinedOutOf100, int OutOfStockOutOf100)
{
    /// <summary>Every outcome in sight, and few enough rows for a page.</summary>
    public static readonly Mix Demo = new("demo", 20, 20, 10, 10);

    /// <summary>The mixes that the benchmark measures unless it is told which.</summary>
    public static readonly IReadOnlyList<Mix> Measured =
    [
        new("spread", 200, 200, 0, 0),
        new("hot-item", 1, 200, 0, 0),
        new("hot-account", 200, 1, 0, 0),
        new("declined", 200, 200, 20, 0),
        new("out-of-stock", 200, 200, 0, 20),
    ];

    public static readonly IReadOnlyList<Mix> All = [.. Measured, Demo];

    /// <exception cref="ArgumentException">No mix has this name.</exception>
    public static Mix Find(string name) =>
        All.FirstOrDefault(mix => mix.Name == name)
        ?? throw new ArgumentException($"Unknown mix '{name}'. One of: {string.Join(", ", All.Select(mix => mix.Name))}.");
}
