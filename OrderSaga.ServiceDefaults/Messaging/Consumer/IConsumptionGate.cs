namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>Decides when a session takes messages from its queue.</summary>
internal interface IConsumptionGate
{
    /// <summary>The session is open and takes nothing yet.</summary>
    /// <returns>Disposed when the session is about to end.</returns>
    Task<IAsyncDisposable> OpenAsync(ConsumerSession session, CancellationToken cancellationToken);
}
