using System.Globalization;

namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>What each session asks of the server. https://www.postgresql.org/docs/current/runtime-config-client.html</summary>
internal static class SessionSettings
{
    // Every statement finds its rows by key. A plan that is prepared while a table is small would read all of it, for good, and compare
    // each row with each element of the arrays; and the price that the planner puts on such a scan would have it compile the rest.
    private const string Planner = "-c enable_seqscan=off -c jit=off";

    // The limit for idle transactions does not see a client that vanished within a batch of statements or while its answer was sent. These
    // do, after 25 s: by default it takes two hours, or a quarter of one. A server whose system knows none of them logs that, and goes on;
    // client_connection_check_interval is not here since such a server would refuse the connection.
    private const string Peer = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000";

    /// <summary>For the connection string's <c>Options</c>.</summary>
    public static string Of(DatabaseOptions options) =>
        $"{Planner} {Peer} -c idle_in_transaction_session_timeout={Milliseconds(options.IdleTransactionTimeout)}";

    /// <summary>A statement that gives the transaction it is in another limit, for one that may well wait.</summary>
    public static string AllowIdle(TimeSpan timeout) => $"SET LOCAL idle_in_transaction_session_timeout TO {Milliseconds(timeout)};";

    // The server counts in whole milliseconds, and zero would be no limit.
    private static string Milliseconds(TimeSpan timeout) =>
        Math.Clamp((long)timeout.TotalMilliseconds, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture);
}
