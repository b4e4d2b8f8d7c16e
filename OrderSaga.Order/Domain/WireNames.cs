namespace OrderSaga.Order.Domain;

/// <summary>The states by the names that they have in the database and in the API.</summary>
internal static class WireNames
{
    public static string ToWire(this OrderStatus status) => status switch
    {
        OrderStatus.Pending => "PENDING",
        OrderStatus.Confirmed => "CONFIRMED",
        OrderStatus.Cancelled => "CANCELLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status of an order."),
    };

    public static string ToWire(this InventoryProgress progress) => progress switch
    {
        InventoryProgress.None => "NONE",
        InventoryProgress.Reserved => "RESERVED",
        InventoryProgress.Rejected => "REJECTED",
        InventoryProgress.Released => "RELEASED",
        _ => throw new ArgumentOutOfRangeException(nameof(progress), progress, "Not a progress of Inventory."),
    };

    public static string ToWire(this PaymentProgress progress) => progress switch
    {
        PaymentProgress.None => "NONE",
        PaymentProgress.Charged => "CHARGED",
        PaymentProgress.Declined => "DECLINED",
        PaymentProgress.Refunded => "REFUNDED",
        _ => throw new ArgumentOutOfRangeException(nameof(progress), progress, "Not a progress of Payment."),
    };

    /// <summary>The status of that name, or null when there is none.</summary>
    public static OrderStatus? ToStatus(string name) => name switch
    {
        "PENDING" => OrderStatus.Pending,
        "CONFIRMED" => OrderStatus.Confirmed,
        "CANCELLED" => OrderStatus.Cancelled,
        _ => null,
    };

    /// <summary>The progress of that name, or null when there is none.</summary>
    public static InventoryProgress? ToInventoryProgress(string name) => name switch
    {
        "NONE" => InventoryProgress.None,
        "RESERVED" => InventoryProgress.Reserved,
        "REJECTED" => InventoryProgress.Rejected,
        "RELEASED" => InventoryProgress.Released,
        _ => null,
    };

    /// <summary>The progress of that name, or null when there is none.</summary>
    public static PaymentProgress? ToPaymentProgress(string name) => name switch
    {
        "NONE" => PaymentProgress.None,
        "CHARGED" => PaymentProgress.Charged,
        "DECLINED" => PaymentProgress.Declined,
        "REFUNDED" => PaymentProgress.Refunded,
        _ => null,
    };
}
