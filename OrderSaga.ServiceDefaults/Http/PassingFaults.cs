using System.Net.Sockets;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>Faults that pass by themselves.</summary>
internal static class PassingFaults
{
    /// <summary>True where database or broker may well answer if asked again: restarting, unreachable, overloaded, in conflict.</summary>
    public static bool Match(Exception? fault) => fault switch
    {
        NpgsqlException { IsTransient: true } or BrokerUnreachableException or AlreadyClosedException or SocketException => true,
        null => false,
        _ => Match(fault.InnerException),
    };
}
