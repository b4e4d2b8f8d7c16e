namespace OrderSaga.AppHost;

internal static partial class AppHostLog
{
    [LoggerMessage(LogLevel.Information, "RabbitMQ and Postgres run as {Kind}: {Reason}.")]
    public static partial void ServersChosen(ILogger log, string kind, string reason);

    [LoggerMessage(LogLevel.Error, "{Resource} cannot start. {Reason}")]
    public static partial void CannotStart(ILogger log, string resource, string reason);

    [LoggerMessage(LogLevel.Information, "{Text}")]
    public static partial void ToolPrinted(ILogger log, string text);

    [LoggerMessage(LogLevel.Warning, "{Resource} ended by itself with exit code {ExitCode}. It starts again in {Seconds} s.")]
    public static partial void Restarting(ILogger log, string resource, int? exitCode, double seconds);

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started again.")]
    public static partial void RestartFailed(ILogger log, Exception failure, string resource);
}
