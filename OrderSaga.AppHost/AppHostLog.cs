namespace OrderSaga.AppHost;

internal static partial class AppHostLog
{
    [LoggerMessage(LogLevel.Information, "RabbitMQ and Postgres run as {Kind}: {Reason}.")]
    public static partial void ServersChosen(ILogger log, string kind, string reason);

    [LoggerMessage(LogLevel.Information, "{Text}")]
    public static partial void ToolPrinted(ILogger log, string text);
}
