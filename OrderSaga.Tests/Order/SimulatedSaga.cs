using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Domain;
using OrderSaga.Order.Domain;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Order;

/// <summary>
/// One order among the real deciders of the three services, joined by a network that does as it is told: delivers in any order,
/// duplicates and loses. No clock, no I/O; a run is its list of moves.
/// </summary>
internal sealed class SimulatedSaga(int stock, decimal balance)
{
    private static readonly OrderDetails Details = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), "alice", "laptop", 2, 10m);

    private readonly List<(Service To, ISagaEvent Event)> network = [];

    private enum Service
    {
        Order,
        Inventory,
        Payment,
    }

    public OrderState Order { get; private set; }

    public ReservationState? Reservation { get; private set; }

    public PaymentState? Charge { get; private set; }

    public int Stock { get; private set; } = stock;

    public decimal Balance { get; private set; } = balance;

    /// <summary>Every state that the order has been in, the present one last.</summary>
    public List<OrderState> History { get; } = [default];

    public SimulatedSaga Create()
    {
        Become(OrderDecider.Create(Details));
        return this;
    }

    /// <summary>Delivers one of the messages on their way, keeps it for another time, or loses it.</summary>
    public void Move(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Cancel:
                Become(OrderDecider.Cancel(Details, Order, Reasons.CustomerRequest));
                break;
            case MoveKind.Redrive:
                Become(OrderDecider.Redrive(Details, Order));
                break;
            case var kind when network.Count > 0:
                var index = move.Pick % network.Count;
                var message = network[index];
                if (kind != MoveKind.Duplicate)
                {
                    network.RemoveAt(index);
                }

                if (kind != MoveKind.Lose)
                {
                    Deliver(message.To, message.Event);
                }

                break;
        }
    }

    /// <summary>From now on nothing is lost, and the monitor does its work.</summary>
    /// <returns>How often the order was driven again.</returns>
    public int RunToRest()
    {
        var drives = 0;
        Drain();
        for (; !Order.Settled && drives < 10; drives++)
        {
            Become(OrderDecider.Redrive(Details, Order));
            Drain();
        }

        return drives;
    }

    private void Drain()
    {
        while (network.Count > 0)
        {
            Move(new Move(MoveKind.Deliver, 0));
        }
    }

    private void Deliver(Service to, ISagaEvent sagaEvent)
    {
        switch (to)
        {
            case Service.Order:
                Become(OrderDecider.Receive(Order, sagaEvent));
                break;
            case Service.Inventory:
                var reserved = ReservationDecider.Decide(Reservation, sagaEvent, Stock);
                Reservation = reserved.State;
                Stock += reserved.Change?.Units ?? 0;
                Send(reserved.Answer);
                break;
            case Service.Payment:
                var charged = PaymentDecider.Decide(Charge, sagaEvent, Balance);
                Charge = charged.State;
                Balance += charged.Change?.Amount ?? 0;
                Send(charged.Answer);
                break;
        }
    }

    private void Become(Decision decision)
    {
        Order = decision.State;
        History.Add(Order);
        if (decision.Outgoing is { } outgoing)
        {
            Send(outgoing);
        }
    }

    private void Send(ISagaEvent sagaEvent)
    {
        Service[] consumers = sagaEvent switch
        {
            OrderCreated => [Service.Inventory],
            InventoryReserved => [Service.Payment, Service.Order],
            PaymentFailed => [Service.Order, Service.Inventory],
            OrderCancelled => [Service.Inventory, Service.Payment],
            _ => [Service.Order],
        };
        network.AddRange(consumers.Select(consumer => (consumer, sagaEvent)));
    }
}

/// <summary>One step of a run. <paramref name="Pick"/> chooses among the messages on their way.</summary>
internal readonly record struct Move(MoveKind Kind, int Pick);

internal enum MoveKind
{
    Deliver,
    Duplicate,
    Lose,
    Cancel,
    Redrive,
}
