using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>
    /// The server ends a transaction whose owner has sent nothing for this long: an instance that is frozen, or lost without a word, holds
    /// inbox ids and rows that others wait for. A sweep, which waits for the broker, sets its own limit. Too short, and an instance that
    /// only came to a halt for a moment does its batch again; longer than a statement may take (30 s), and whoever waits for the rows fails
    /// first, again and again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:25")]
    public TimeSpan IdleTransactionTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
