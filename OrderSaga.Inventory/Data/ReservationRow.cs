using OrderSaga.Inventory.Domain;

namespace OrderSaga.Inventory.Data;

/// <summary>A reservation as its table has it: one row shape for all states.</summary>
internal sealed record ReservationRow(
    Guid OrderId, string Status, string? UserId, string? Item, int Quantity, decimal? Price, string? Reason)
{
    public const string Reserved = "RESERVED";
    public const string Rejected = "REJECTED";
    public const string Released = "RELEASED";

    public static ReservationRow Of(ReservationState state) => state switch
    {
        Reserved s => new ReservationRow(s.OrderId, Reserved, s.UserId, s.Item, s.Quantity, s.Price, null),
        Rejected s => new ReservationRow(s.OrderId, Rejected, null, s.Item, s.Quantity, null, s.Reason),
        Released s => new ReservationRow(s.OrderId, Released, null, s.Item, s.Quantity, null, s.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.GetType(), "Not a state of a reservation."),
    };

    // The table's constraints hold that what a state needs is not null.
    public ReservationState ToState() => Status switch
    {
        Reserved => new Reserved(OrderId, UserId!, Item!, Quantity, Price!.Value),
        Rejected => new Rejected(OrderId, Item!, Quantity, Reason!),
        Released => new Released(OrderId, Item, Quantity, Reason!),
        _ => throw new InvalidOperationException($"Reservation {OrderId} has the unknown status '{Status}'."),
    };
}
