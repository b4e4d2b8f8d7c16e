using System.Net.Sockets;

namespace OrderSaga.Tests.Fixture;

/// <summary>Waits for what becomes true by itself, and tells everything it knows when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan deadline, Func<Task<string>> dump)
    {
        var began = TimeProvider.System.GetTimestamp();
        Exception? last = null;
        while (TimeProvider.System.GetElapsedTime(began) < deadline)
        {
            try
            {
                if (await condition())
                {
                    return;
                }

                last = null;
            }
            catch (Exception failure) when (IsTransient(failure) && !TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                last = failure;
            }

            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var reason = last is null ? "" : $" The last attempt failed: {last.Message}";
        Assert.Fail($"Not within {deadline.TotalSeconds} s: {what}.{reason}{Environment.NewLine}{await dump()}");
    }

    private static bool IsTransient(Exception failure) =>
        failure is HttpRequestException or OperationCanceledException or IOException or SocketException or System.Data.Common.DbException;
}
