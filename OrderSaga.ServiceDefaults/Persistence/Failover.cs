using Npgsql;

namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>
/// After a failover the pooled connections may still lead to the server that was demoted. It answers, so nothing else would ever close them,
/// and every write would be refused by the same server again.
/// </summary>
internal static class Failover
{
    /// <summary>
    /// Empties the pool where <paramref name="fault"/> says that the server takes no writes: the next attempt connects anew, to whichever
    /// server the name leads to by then. Connections in use are closed when they come back.
    /// </summary>
    public static void ClearPoolIfReadOnly(this NpgsqlDataSource database, Exception? fault)
    {
        if (DatabaseFaults.IsReadOnly(fault))
        {
            database.Clear();
        }
    }
}
