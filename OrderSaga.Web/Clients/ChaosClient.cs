namespace OrderSaga.Web.Clients;

/// <summary>What is broken on purpose in a service.</summary>
/// <param name="Paused">Its consumer takes no messages.</param>
/// <param name="FailRate">Share of messages whose handling throws, 0 to 1.</param>
/// <param name="DelayMs">Added to the handling of every message, in milliseconds.</param>
/// <param name="DropNext">Messages that its relay will still lose on purpose.</param>
/// <param name="DuplicateNext">Messages that its relay will still publish twice.</param>
public sealed record ChaosView(bool Paused, double FailRate, int DelayMs, int DropNext, int DuplicateNext)
{
    public bool IsCalm => this == new ChaosView(false, 0, 0, 0, 0);
}

/// <summary>Breaks a service on purpose. The endpoints exist only where <c>Chaos:Enabled</c> is set; elsewhere all is 404.</summary>
public sealed partial class ChaosClient(ServiceHttp http, ILogger<ChaosClient> logger)
{
    public Task<Answer<ChaosView>> GetAsync(string service, CancellationToken cancellationToken) =>
        http.GetAsync<ChaosView>(service, "chaos", cancellationToken);

    public Task<Answer<object>> PauseAsync(string service, bool paused) => SendAsync(service, HttpMethod.Put, "chaos/consumer", new { paused });

    public Task<Answer<object>> DisturbHandlerAsync(string service, double failRate, int delayMs) =>
        SendAsync(service, HttpMethod.Put, "chaos/handler", new { failRate, delayMs });

    public Task<Answer<object>> DisturbRelayAsync(string service, int dropNext, int duplicateNext) =>
        SendAsync(service, HttpMethod.Put, "chaos/relay", new { dropNext, duplicateNext });

    /// <summary>The process ends at once, as after a power cut; that it no longer answers is the success.</summary>
    /// <remarks>
    /// The empty body is what keeps it from being sent twice: .NET sends a request that has none again when the connection ends before an
    /// answer, and a proxy that waits for the service to come back, as Aspire's does, would have it kill the process that was started since.
    /// </remarks>
    public Task<Answer<object>> CrashAsync(string service) => SendAsync(service, HttpMethod.Post, "chaos/crash", new { });

    private async Task<Answer<object>> SendAsync(string service, HttpMethod method, string path, object body)
    {
        var answer = await http.SendAsync<object>(service, method, path, body, CancellationToken.None);
        LogChaos(service, path, body.ToString(), answer.Kind);
        return answer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chaos in {Service}: {Path} {Settings}: {Outcome}")]
    private partial void LogChaos(string service, string path, string? settings, AnswerKind outcome);
}
