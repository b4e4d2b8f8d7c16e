using System.Diagnostics;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Waits for what becomes true by itself. The deadline is generous: it is only reached by a test that fails.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"After {Deadline.TotalSeconds} s it is still not true that {what}.");
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual, string what)
    {
        T last = default!;
        try
        {
            await TrueAsync(async () => EqualityComparer<T>.Default.Equals(last = await actual(), expected), what);
        }
        catch (Xunit.Sdk.TrueException)
        {
            Assert.Fail($"Expected {what} to become {expected}, but it stayed {last}.");
        }
    }
}
