using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrderSaga.Load;

namespace OrderSaga.Tests.Load;

/// <summary>Keeps what the load logs, level first.</summary>
internal sealed class LineKeeper : ILogger<LoadRun>
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
