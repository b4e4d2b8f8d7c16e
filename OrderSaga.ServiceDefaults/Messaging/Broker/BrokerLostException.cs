namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>The connection that a session ran on is gone; what it held is with the broker or in the database.</summary>
internal sealed class BrokerLostException(string role, string? reason)
    : Exception($"The connection for {role} was closed: {reason ?? "no reason given"}.");
