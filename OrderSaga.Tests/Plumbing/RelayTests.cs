using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

/// <summary>A session of the relay, and how its parts end it.</summary>
public sealed class RelayTests(SagaApplication application)
{
    private static readonly TimeSpan ConfirmTimeout = new OutboxOptions().ConfirmTimeout;

    private readonly OutboxChannel handoff = new();
    private readonly ScriptedPublishers publishers = new() { Confirms = true };

    [Fact]
    public async Task DeletionEndsWithAFault_TheSessionEndsAndTheNextBegins()
    {
        await using var plumbing = await StartAsync();
        var gone = NpgsqlDataSource.Create(plumbing.Names.Database);
        await gone.DisposeAsync();
        using var relay = CreateRelay(plumbing, ActivatorUtilities.CreateInstance<OutboxRowDeleter>(plumbing.Services, gone, handoff));
        await relay.StartAsync(TestContext.Current.CancellationToken);
        await publishers.NextAsync();
        await publishers.NextAsync();
        await Until.TrueAsync(() => Task.FromResult(handoff.IsOpen), "the relay takes what is committed");

        await AppendAsync(plumbing);

        await publishers.NextAsync();
        await relay.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ChannelClosedByTheBroker_WhatIsConfirmedIsDeletedAllTheSame()
    {
        await using var plumbing = await StartAsync();

        // By this clock the time to delete never comes.
        var rows = ActivatorUtilities.CreateInstance<OutboxRowDeleter>(plumbing.Services, handoff, new FakeTimeProvider());
        using var relay = CreateRelay(plumbing, rows);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        var publisher = await publishers.NextAsync();
        await publishers.NextAsync();
        await Until.TrueAsync(() => Task.FromResult(handoff.IsOpen), "the relay takes what is committed");
        await AppendAsync(plumbing);
        await publisher.Published;

        publisher.Close();

        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
        await publishers.NextAsync();
        await relay.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ChannelOfTheSweepClosedByTheBroker_TheSessionEndsThoughTheSweepHasNothingToSend()
    {
        await using var plumbing = await StartAsync();
        using var relay = CreateRelay(plumbing, plumbing.Services.GetRequiredService<OutboxRowDeleter>());
        await relay.StartAsync(TestContext.Current.CancellationToken);
        await publishers.NextAsync();
        var sweeper = await publishers.NextAsync();
        await Until.TrueAsync(() => Task.FromResult(handoff.IsOpen), "the relay takes what is committed");

        sweeper.Close();

        await publishers.NextAsync();
        await relay.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task NothingAnsweredForLong_TheSessionEndsAndTheNextBegins()
    {
        await using var plumbing = await StartAsync();
        var clock = new FakeTimeProvider();
        using var relay = CreateRelay(plumbing, plumbing.Services.GetRequiredService<OutboxRowDeleter>(), clock);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        var publisher = await publishers.NextAsync();
        publisher.Answering = () => new PublisherProgress(InFlight: 3, Answered: 7);
        await publishers.NextAsync();
        await Until.TrueAsync(() => Task.FromResult(handoff.IsOpen), "the relay takes what is committed");
        var next = publishers.NextAsync();

        await Until.TrueAsync(
            () =>
            {
                clock.Advance(ConfirmTimeout);
                return Task.FromResult(next.IsCompleted);
            },
            "the next session has begun, or has not in a long time");

        await next;
        await relay.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public async Task NothingIsAwaitedOrSomethingAnswered_TheSessionGoesOn(int inFlight, int answers)
    {
        await using var plumbing = await StartAsync();
        var clock = new FakeTimeProvider();
        using var relay = CreateRelay(plumbing, plumbing.Services.GetRequiredService<OutboxRowDeleter>(), clock);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        var publisher = await publishers.NextAsync();
        var looks = 0;
        publisher.Answering = () => new PublisherProgress(inFlight, Interlocked.Increment(ref looks) * answers);
        await publishers.NextAsync();
        await Until.TrueAsync(() => Task.FromResult(handoff.IsOpen), "the relay takes what is committed");
        var next = publishers.NextAsync();

        await Until.TrueAsync(
            () =>
            {
                clock.Advance(ConfirmTimeout);
                return Task.FromResult(Volatile.Read(ref looks) > 30 || next.IsCompleted);
            },
            "it has been looked at often enough");

        Assert.False(next.IsCompleted);
        await relay.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A host of which only the parts are used: its own relay has stopped.</summary>
    private async Task<PlumbingHost> StartAsync()
    {
        var plumbing = await PlumbingHost.StartAsync(application, settings => settings["Outbox:SweepGrace"] = "01:00:00");
        await plumbing.StopAsync();
        return plumbing;
    }

    private OutboxRelay CreateRelay(PlumbingHost plumbing, OutboxRowDeleter rows, TimeProvider? clock = null)
    {
        var sweep = ActivatorUtilities.CreateInstance<OutboxSweep>(plumbing.Services, handoff, publishers);
        return ActivatorUtilities.CreateInstance<OutboxRelay>(plumbing.Services, handoff, rows, sweep, publishers, clock ?? TimeProvider.System);
    }

    private Task AppendAsync(PlumbingHost plumbing) =>
        ActivatorUtilities.CreateInstance<SagaTransaction>(plumbing.Services, handoff).ExecuteAsync(
            (work, _) =>
            {
                work.Emit(Publishing.NewOrder());
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
}
