using System.Net.Http.Json;

namespace OrderSaga.AppHost.Commands;

/// <summary>What a person does to a service from the dashboard. Each is a request to the service's own API.</summary>
internal static class ServiceCommands
{
    private static readonly HttpMethod Put = HttpMethod.Put;

    public static IResourceBuilder<ProjectResource> WithServiceCommands(this IResourceBuilder<ProjectResource> service) => service
        .WithHttpCommand("/chaos/consumer", "Pause consumer", commandName: "pause", commandOptions: Paused(true, new()
        {
            Method = Put,
            IconName = "Pause",
            Description = "The service takes no messages. They wait in its queue.",
        }))
        .WithHttpCommand("/chaos/consumer", "Resume consumer", commandName: "resume", commandOptions: Paused(false, new()
        {
            Method = Put,
            IconName = "Play",
            Description = "The service takes messages again.",
        }))
        .WithHttpCommand("/dead-letters/replay", "Replay dead letters", commandName: "replay-dead-letters", commandOptions: new()
        {
            IconName = "MailArrowUp",
            Description = "Every dead letter goes to the service's queue again.",
            ConfirmationMessage = "Replay all dead letters? Those whose cause is not fixed will fail again.",
        })
        .WithKillCommand();

    public static IResourceBuilder<ProjectResource> WithOrderCommands(this IResourceBuilder<ProjectResource> orders) => orders
        .WithHttpCommand("/orders/retry", "Retry all unsettled orders now", commandName: "retry-unsettled", commandOptions: new()
        {
            IconName = "ArrowRepeatAll",
            Description = "Every order that is not settled is retried now. Nobody waits for its deadline.",
        });

    private static HttpCommandOptions Paused(bool paused, HttpCommandOptions options)
    {
        options.PrepareRequest = context =>
        {
            context.Request.Content = JsonContent.Create(new { paused });
            return Task.CompletedTask;
        };
        return options;
    }
}
