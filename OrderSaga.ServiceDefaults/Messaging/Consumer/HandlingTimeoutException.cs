namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>Handling takes too long for a reason of its own: the database answers meanwhile.</summary>
internal sealed class HandlingTimeoutException(int attempts, Exception inner)
    : Exception($"Timed out {attempts} times, while the database answered: {inner.Message}", inner);
