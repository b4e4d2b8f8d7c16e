using OrderSaga.Contracts;

namespace OrderSaga.Web.Story;

/// <summary>The services, in the order of their lanes.</summary>
public enum Lane
{
    Order,
    Inventory,
    Payment,
}

public static class Lanes
{
    public static readonly IReadOnlyList<Lane> All = [Lane.Order, Lane.Inventory, Lane.Payment];

    public static string Service(this Lane lane) => lane switch
    {
        Lane.Inventory => Routes.InventoryService,
        Lane.Payment => Routes.PaymentService,
        _ => Routes.OrderService,
    };
}
