using System.Collections.Concurrent;
using Aspire.Hosting.Offline;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the resources wrote to their standard output and error, each with its last few thousand lines.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The lines so far, then each new one, until the application ends or the caller stops reading.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => LogOf(resource).WatchAsync();

    /// <summary>The lines so far.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) =>
        new[] { LogOf(resource).Lines }.ToAsyncEnumerable();

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Complete();
        }

        GC.SuppressFinalize(this);
    }

    internal ResourceLog LogOf(IResource resource) => _logs.GetOrAdd(resource.Name, _ => new());
}
