using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>The last lines of one resource, and those who follow them.</summary>
internal sealed class ResourceLog
{
    private const int Capacity = 5_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<Channel<LogLine>> _followers = [];
    private int _written;
    private bool _completed;

    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string content, bool isError)
    {
        lock (_lock)
        {
            var line = new LogLine(++_written, content, isError);
            _lines.Enqueue(line);
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }

            _followers.ForEach(follower => follower.Writer.TryWrite(line));
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _followers.ForEach(follower => follower.Writer.TryComplete());
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<LogLine>();
        IReadOnlyList<LogLine> soFar;
        lock (_lock)
        {
            soFar = [.. _lines];
            _followers.Add(channel);
            if (_completed)
            {
                channel.Writer.TryComplete();
            }
        }

        try
        {
            yield return soFar;
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return [line];
            }
        }
        finally
        {
            lock (_lock)
            {
                _followers.Remove(channel);
            }
        }
    }
}
