using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.AppHost.Processes;

internal static class Preparation
{
    /// <summary>
    /// Prepares a server before each start. Aspire shows a failure in the resource's log alone, so that the terminal is told too.
    /// </summary>
    public static IResourceBuilder<T> PrepareBeforeStart<T>(
        this IResourceBuilder<T> builder, Func<IServiceProvider, CancellationToken, Task> prepare)
        where T : IResource => builder.OnBeforeResourceStarted(async (resource, start, cancellationToken) =>
    {
        try
        {
            await prepare(start.Services, cancellationToken);
        }
        catch (DistributedApplicationException failure)
        {
            var log = start.Services.GetRequiredService<ILoggerFactory>().CreateLogger("OrderSaga.AppHost");
            AppHostLog.CannotStart(log, resource.Name, failure.Message);
            throw;
        }
    });
}
