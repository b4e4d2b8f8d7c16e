using Npgsql;
using OrderSaga.ServiceDefaults.Persistence;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>Faults that pass by themselves.</summary>
internal static class TransientFaults
{
    /// <summary>True where database or broker may well answer if asked again: restarting, unreachable, overloaded, in conflict.</summary>
    public static bool Match(Exception? fault) => fault switch
    {
        null => false,
        BrokerUnreachableException or AlreadyClosedException => true,
        // The service has just started, and its migrations are still under way.
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => true,
        _ => DatabaseFaults.IsTransient(fault) || Match(fault.InnerException),
    };
}
