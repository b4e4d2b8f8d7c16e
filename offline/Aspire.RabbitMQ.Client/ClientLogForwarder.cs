using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace Aspire.RabbitMQ.Client;

/// <summary>The broker's client reports to an event source; this brings its words into the host's log.</summary>
internal sealed partial class ClientLogForwarder(ILoggerFactory loggers) : IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("RabbitMQ.Client");
    private Listener? _listener;

    public void Start() => _listener ??= new Listener(this);

    public void Dispose() => _listener?.Dispose();

    private void Forward(EventWrittenEventArgs written)
    {
        var message = written.Payload is [var first, ..] ? first?.ToString() : null;
        var fault = written.Payload is [_, IDictionary<string, object?> details] && details.TryGetValue("Message", out var text)
            ? text?.ToString()
            : null;
        Forwarded(LevelOf(written.Level), fault is null ? message : $"{message} {fault}");
    }

    private static LogLevel LevelOf(EventLevel level) => level switch
    {
        EventLevel.Critical => LogLevel.Critical,
        EventLevel.Error => LogLevel.Error,
        EventLevel.Warning => LogLevel.Warning,
        EventLevel.Verbose => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    [LoggerMessage(Message = "{Message}")]
    private partial void Forwarded(LogLevel level, string? message);

    private sealed class Listener(ClientLogForwarder owner) : EventListener
    {
        // The base constructor calls this for sources that exist already: it may use nothing that a field of ours holds.
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "rabbitmq-client")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventId >= 0)
            {
                owner.Forward(eventData);
            }
        }
    }
}
