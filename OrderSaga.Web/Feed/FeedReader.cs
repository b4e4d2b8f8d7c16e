namespace OrderSaga.Web.Feed;

internal sealed class FeedReader(LiveFeed feed) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => feed.ReadAsync(stoppingToken);
}
