using System.Net.Sockets;
using Npgsql;

namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>Which faults of the database pass by themselves. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
public static class DatabaseFaults
{
    // Npgsql has no names for these.
    private const string IdleTransactionTimeout = "25P03";
    private const string IdleSessionTimeout = "57P05";
    private const string TransactionTimeout = "25P04";

    /// <summary>
    /// The database is away, going away, out of some resource, or takes no writes for now, or it ended this transaction: as a deadlock's
    /// victim, because nothing was heard of its owner for too long, or because it took longer than the server allows.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || IsServerGoing(postgres.SqlState) || IsReadOnly(postgres),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The database refused, is away or broke the connection. A <see cref="TimeoutException"/> may come from elsewhere.</summary>
    public static bool IsFault(Exception exception) => exception is NpgsqlException or SocketException;

    /// <summary>
    /// A time limit was exceeded. Either the database is away, or this piece of work takes too long by itself: the exception does not tell.
    /// </summary>
    public static bool IsTimeout(Exception exception) =>
        exception is TimeoutException or NpgsqlException { InnerException: TimeoutException } or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>
    /// Two transactions created the same row at the same time. A retry finds the row of the other one.
    /// </summary>
    public static bool IsConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The server takes no writes: a standby, or one that was demoted or set read-only. See <see cref="Failover"/>.</summary>
    public static bool IsReadOnly(Exception? exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    private static bool IsServerGoing(string sqlState) => sqlState is
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        or PostgresErrorCodes.InvalidCatalogName or IdleTransactionTimeout or IdleSessionTimeout or TransactionTimeout

        // By the server's own statement_timeout, or an operator. What we cancel ourselves comes as another exception.
        or PostgresErrorCodes.QueryCanceled;
}
