namespace OrderSaga.Contracts.Events;

/// <summary>A message that no attempt can turn into an event: its type is unknown, or its body does not parse or validate.</summary>
public sealed class InvalidEventException(string message, Exception? innerException = null) : Exception(message, innerException);
