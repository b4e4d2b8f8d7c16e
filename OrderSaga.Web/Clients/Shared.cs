namespace OrderSaga.Web.Clients;

/// <summary>
/// One answer for all open pages: however many people watch, a service is asked once in <paramref name="freshFor"/> at the most.
/// </summary>
/// <param name="load">Asks. It must not throw.</param>
/// <param name="freshFor">How long an answer is good for; a page never shows anything older by more than this.</param>
/// <param name="clock">Tells how old an answer is.</param>
/// <param name="isGood">Whether an answer tells something; by default each does.</param>
public sealed class Shared<T>(Func<CancellationToken, Task<T>> load, TimeSpan freshFor, TimeProvider clock, Func<T, bool>? isGood = null)
    where T : class
{
    private readonly Lock gate = new();
    private Task<T>? asking;
    private long answeredAt;
    private int changes;

    /// <summary>The last answer, however old, or null when none has come yet. For the first paint.</summary>
    public T? Latest { get; private set; }

    /// <summary>The last answer that told something, however old, or null when none has come yet. For what must go on without one.</summary>
    public T? LatestGood { get; private set; }

    /// <exception cref="OperationCanceledException">The caller no longer waits; others still may.</exception>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (asking is null || (asking.IsCompleted && clock.GetElapsedTime(answeredAt) >= freshFor))
            {
                asking = LoadAsync(changes);
            }

            return asking.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Something was changed: the next one to ask gets an answer that knows of it.</summary>
    public void Expire()
    {
        lock (gate)
        {
            asking = null;
            changes++;
        }
    }

    private async Task<T> LoadAsync(int changesBefore)
    {
        var answer = await load(CancellationToken.None);
        lock (gate)
        {
            // An answer from before a change must not replace one from after it.
            if (changesBefore == changes)
            {
                answeredAt = clock.GetTimestamp();
                LatestGood = isGood?.Invoke(answer) ?? true ? answer : LatestGood;
                Latest = answer;
            }
        }

        return answer;
    }
}
