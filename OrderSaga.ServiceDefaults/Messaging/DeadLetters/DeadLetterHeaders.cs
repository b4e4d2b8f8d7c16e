using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>The headers that tell why a message was dead-lettered.</summary>
internal static class DeadLetterHeaders
{
    public const string Prefix = "x-dead-letter-";
    public const string Service = Prefix + "service";
    public const string Reason = Prefix + "reason";
    public const string ExceptionType = Prefix + "exception-type";
    public const string StackTrace = Prefix + "stack-trace";
    public const string Attempts = Prefix + "attempts";
    public const string FirstFailedAt = Prefix + "first-failed-at";
    public const string LastFailedAt = Prefix + "last-failed-at";

    // All headers of a message must fit into one frame, 128 KB by default; the message's own are among them.
    private const int MaxReasonLength = 1024;
    private const int MaxStackLength = 8192;

    public static BasicProperties Describe(IFailedMessage failed, string service, DateTimeOffset now)
    {
        var properties = new BasicProperties(failed.Properties) { DeliveryMode = DeliveryModes.Persistent };
        var fault = failed.Fault!;
        var headers = failed.Properties.Headers is { } own ? new Dictionary<string, object?>(own) : [];
        headers[Service] = service;
        headers[Reason] = Cut(fault.Message, MaxReasonLength);
        headers[ExceptionType] = fault.GetType().FullName;
        headers[StackTrace] = Cut(fault.ToString(), MaxStackLength);
        headers[Attempts] = failed.FailedAttempts;
        headers[FirstFailedAt] = (failed.FirstFailedAt ?? now).ToString("O");
        headers[LastFailedAt] = now.ToString("O");
        properties.Headers = headers;
        // An expiry of the sender's would empty the dead-letter queue behind the operator's back, and a user id other than the
        // connection's own is refused by the broker.
        properties.ClearExpiration();
        properties.ClearUserId();
        return properties;
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}
