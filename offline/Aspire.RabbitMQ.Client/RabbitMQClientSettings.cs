namespace Aspire.RabbitMQ.Client;

/// <summary>
/// How an application connects to a broker; bound from <c>Aspire:RabbitMQ:Client</c> and
/// <c>Aspire:RabbitMQ:Client:{connection name}</c>.
/// </summary>
public sealed class RabbitMQClientSettings
{
    /// <summary>An <c>amqp(s)://</c> address. <c>ConnectionStrings:{connection name}</c> wins over this.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How often a failed first connection is tried again, 1 s, 2 s, 4 s … apart; 0 for never. 5 unless set.</summary>
    public int MaxConnectRetryCount { get; set; } = 5;

    /// <summary>True to leave the broker out of the host's health.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>True to trace neither connecting nor messages.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>False to connect while the host starts, not when the connection is first asked for. True unless set.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
