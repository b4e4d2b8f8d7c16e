namespace OrderSaga.Bench;

/// <summary>Connection strings of the three services' databases.</summary>
internal sealed record Databases(string Orders, string Inventory, string Payments)
{
    public IReadOnlyList<string> All => [Orders, Inventory, Payments];
}
