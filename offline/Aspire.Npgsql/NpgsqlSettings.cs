namespace Aspire.Npgsql;

/// <summary>How an application connects; bound from <c>Aspire:Npgsql</c> and <c>Aspire:Npgsql:{connection name}</c>.</summary>
public class NpgsqlSettings
{
    /// <summary>An Npgsql connection string. <c>ConnectionStrings:{connection name}</c> wins over this.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>True to leave the database out of the host's health.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>True to trace no command.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>True to measure neither pool nor commands.</summary>
    public bool DisableMetrics { get; set; }
}
