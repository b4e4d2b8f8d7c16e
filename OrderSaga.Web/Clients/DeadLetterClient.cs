using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Clients;

/// <summary>The dead letters of any service. What is done to them is logged here as well: it was a person who did it.</summary>
public sealed partial class DeadLetterClient(ServiceHttp http, ILogger<DeadLetterClient> logger)
{
    public Task<Answer<DeadLetterPage>> ListAsync(string service, CancellationToken cancellationToken) =>
        http.GetAsync<DeadLetterPage>(service, "dead-letters", cancellationToken);

    /// <param name="service">Whose.</param>
    /// <param name="messageIds">Which; empty means all.</param>
    /// <param name="cancellationToken">Gives up waiting; what was begun goes on.</param>
    public async Task<Answer<DeadLetterResult>> ReplayAsync(string service, IReadOnlyList<string> messageIds, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync<DeadLetterResult>(
            service, HttpMethod.Post, "dead-letters/replay", new ReplayRequest(messageIds), cancellationToken);
        LogReplay(service, messageIds.Count == 0 ? "all" : string.Join(", ", messageIds), answer.Kind, answer.Value?.Count ?? 0);
        return answer;
    }

    public async Task<Answer<DeadLetterResult>> PurgeAsync(string service, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync<DeadLetterResult>(service, HttpMethod.Delete, "dead-letters", null, cancellationToken);
        LogPurge(service, answer.Kind, answer.Value?.Count ?? 0);
        return answer;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Replay of dead letters of {Service} ({MessageIds}): {Outcome}, {Count} sent again")]
    private partial void LogReplay(string service, string messageIds, AnswerKind outcome, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Purge of the dead letters of {Service}: {Outcome}, {Count} deleted")]
    private partial void LogPurge(string service, AnswerKind outcome, long count);
}
