namespace OrderSaga.Bench;

/// <summary>Who orders what: the shape of a load.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Items">Different items, ordered in turn.</param>
/// <param name="Accounts">Different accounts, charged in turn.</param>
/// <param name="DeclinedOutOf100">Orders of a hundred whose account cannot pay.</param>
/// <param name="OutOfStockOutOf100">Orders of a hundred whose item is not there.</param>
internal sealed record Mix(string Name, int Items, int Accounts, int DeclinedOutOf100, int OutOfStockOutOf100)
{
    public static readonly IReadOnlyList<Mix> All =
    [
        new("spread", 200, 200, 0, 0),
        new("hot-item", 1, 200, 0, 0),
        new("hot-account", 200, 1, 0, 0),
        new("declined", 200, 200, 20, 0),
        new("out-of-stock", 200, 200, 0, 20),
    ];

    public static Mix Find(string name) =>
        All.FirstOrDefault(mix => mix.Name == name)
        ?? throw new ArgumentException($"Unknown mix '{name}'. One of: {string.Join(", ", All.Select(mix => mix.Name))}.");
}
