using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace OrderSaga.Tests.Offline.Clients;

/// <summary>Keeps the spans that a tracer provider would export.</summary>
internal sealed class SpanCollector : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly SemaphoreSlim _ended = new(0);

    public IReadOnlyCollection<Activity> Spans => _spans;

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            _spans.Enqueue(data);
            _ended.Release();
        }
    }

    /// <summary>A server's span ends after its response has arrived at the client.</summary>
    public async Task<Activity> NextAsync(Func<Activity, bool> match, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_spans.FirstOrDefault(match) is { } span)
            {
                return span;
            }

            await _ended.WaitAsync(cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _ended.Dispose();
        base.Dispose(disposing);
    }
}
