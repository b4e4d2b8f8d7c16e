using Npgsql;

namespace OrderSaga.ServiceDefaults.Telemetry;

/// <summary>Gauges whose values lie in the database. Register it as a singleton; it is read every few seconds while anybody listens.</summary>
public interface IDatabaseGauges
{
    /// <summary>Whether anybody listens; nothing is read otherwise.</summary>
    bool Enabled { get; }

    /// <summary>Reads the values that the gauges show until the next reading. It must be cheap, however much is stored.</summary>
    Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>The database does not answer: the gauges show nothing, rather than what was true once.</summary>
    void Clear();
}
