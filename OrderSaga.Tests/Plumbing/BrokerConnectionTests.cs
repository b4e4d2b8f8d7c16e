using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.ServiceDefaults;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Connections to a broker that hangs, and sessions on one that fail.</summary>
public sealed class BrokerConnectionTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_NobodyGreets_GivesUpAtTheDeadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = new FakeTimeProvider();
        var connections = new ConnectionFactory { HostName = "127.0.0.1", Port = ((IPEndPoint)silent.LocalEndpoint).Port };
        connections.WatchSockets();

        var opening = connections.OpenAsync("the test", clock, Cancellation);
        using var taken = await silent.AcceptTcpClientAsync(Cancellation);
        clock.Advance(BrokerConnections.Deadline);

        var fault = await Assert.ThrowsAsync<BrokerUnreachableException>(() => opening.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation));
        Assert.IsType<TimeoutException>(fault.InnerException);
        await HungUpAsync(taken);
    }

    [Fact]
    public async Task Open_StoppedWhileNobodyGreets_EndsAtOnce()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var connections = new ConnectionFactory { HostName = "127.0.0.1", Port = ((IPEndPoint)silent.LocalEndpoint).Port };
        connections.WatchSockets();
        using var stop = new CancellationTokenSource();

        var opening = connections.OpenAsync("the test", TimeProvider.System, stop.Token);
        using var taken = await silent.AcceptTcpClientAsync(Cancellation);
        await stop.CancelAsync();

        // The client would wait for five seconds.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TimeSpan.FromSeconds(4), TimeProvider.System, Cancellation));
        await HungUpAsync(taken);
    }

    [Fact]
    public async Task End_NobodyAnswers_HangsUp()
    {
        await using var wire = HeldWire.To(await application.GetConnectionStringAsync("messaging"));
        var connections = new ConnectionFactory { Uri = wire.Address };
        connections.WatchSockets();
        var clock = new FakeTimeProvider();
        var connection = await connections.OpenAsync("the test", clock, Cancellation);
        wire.Hold();

        var ending = connection.EndAsync(clock);
        clock.Advance(TimeSpan.FromSeconds(2));

        // The client would wait for twenty-five seconds.
        Assert.False(await ending.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancellation));
        await wire.Ended.WaitAsync(TimeSpan.FromSeconds(4), TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task End_BrokerAnswers_IsDone()
    {
        await using var broker = await TrapBroker.StartAsync(application);

        Assert.True(await broker.Connection.EndAsync(new FakeTimeProvider()));
        Assert.False(broker.Connection.IsOpen);
    }

    [Fact]
    public async Task Sessions_ThatFailAtOnce_AreBegunEverMoreSeldomUntilOneHasLived()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application, start: false);
        var clock = new ImpatientClock();
        var log = new WarningKeeper<BrokerLoop>();
        var loop = ActivatorUtilities.CreateInstance<BrokerLoop>(plumbing.Services, clock, log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sessions = 0;

        await loop.RunAsync("the test", SessionAsync, stop.Token).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);

        // The first, after a tenth of a second; each next after twice as long; and at the end as at the beginning.
        var delays = clock.Delays;
        Assert.Equal(7, delays.Count);
        Assert.All(delays.Take(6).Index(), delay => Assert.InRange(
            delay.Item, TimeSpan.FromMilliseconds(75 * (1 << delay.Index)), TimeSpan.FromMilliseconds(125 * (1 << delay.Index))));
        Assert.InRange(delays[6], TimeSpan.FromMilliseconds(75), TimeSpan.FromMilliseconds(125));

        // The first, the one with another cause, the one after that, and the one of a session that had lived.
        Assert.Equal(4, log.Lines.Count);

        async Task SessionAsync(IConnection connection, BlockedState flow, CancellationToken lost)
        {
            switch (++sessions)
            {
                case 3:
                    throw new InvalidOperationException("It fails otherwise.");
                case 7:
                    clock.Pass(TimeSpan.FromMinutes(1));
                    break;
                case 8:
                    await stop.CancelAsync();
                    return;
            }

            throw new InvalidOperationException("It fails.");
        }
    }

    private static async Task HungUpAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var buffer = new byte[64];
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(4));
        try
        {
            while (await stream.ReadAsync(buffer, deadline.Token) > 0)
            {
                // The client's own greeting.
            }
        }
        catch (IOException)
        {
            // A reset says the same.
        }
    }

    /// <summary>By this clock no time goes by but what it is told, and whoever waits for less than the deadline of connecting has waited.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        private readonly List<TimeSpan> delays = [];
        private long now;

        /// <summary>What was waited for, but for connections to close: that is exactly two seconds.</summary>
        public IReadOnlyList<TimeSpan> Delays => delays;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref now);

        public void Pass(TimeSpan time) => Interlocked.Add(ref now, time.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime == BrokerConnections.Deadline)
            {
                return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            if (dueTime != TimeSpan.FromSeconds(2))
            {
                delays.Add(dueTime);
            }

            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
