using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Clients;

namespace OrderSaga.Tests.Web.Clients;

public sealed class SharedTests
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider clock = new();
    private TaskCompletionSource<string> answer = new();
    private int asked;

    [Fact]
    public async Task GetAsync_ManyAtOnce_AsksOnce()
    {
        var shared = Create();
        var both = Task.WhenAll(shared.GetAsync(Cancellation), shared.GetAsync(Cancellation));
        answer.SetResult("a");

        Assert.Equal(["a", "a"], await both);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task GetAsync_StillFresh_AsksNotAgain()
    {
        var shared = Create();
        answer.SetResult("a");
        await shared.GetAsync(Cancellation);
        clock.Advance(FreshFor / 2);
        await shared.GetAsync(Cancellation);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task GetAsync_GrownOld_AsksAgain()
    {
        var shared = Create();
        answer.SetResult("a");
        await shared.GetAsync(Cancellation);

        clock.Advance(FreshFor);
        answer = new();
        answer.SetResult("b");

        Assert.Equal("b", await shared.GetAsync(Cancellation));
        Assert.Equal("b", shared.Latest);
    }

    [Fact]
    public async Task GetAsync_OneGivesUp_TheOthersGetTheAnswer()
    {
        var shared = Create();
        using var impatient = new CancellationTokenSource();
        var (leaving, staying) = (shared.GetAsync(impatient.Token), shared.GetAsync(Cancellation));

        await impatient.CancelAsync();
        answer.SetResult("a");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal("a", await staying);
    }

    [Fact]
    public async Task Expire_OlderAnswerComesLast_DoesNotReplaceTheNewerOne()
    {
        var shared = Create();
        var (older, askedBefore) = (answer, shared.GetAsync(Cancellation));
        shared.Expire();
        answer = new();
        answer.SetResult("new");
        await shared.GetAsync(Cancellation);

        older.SetResult("old");

        Assert.Equal("old", await askedBefore);
        Assert.Equal(("new", "new"), (shared.Latest, shared.LatestGood));
    }

    [Fact]
    public async Task LatestGood_BadAnswerSince_IsTheGoodOne()
    {
        var answers = new Queue<string>(["good", "bad"]);
        var shared = new Shared<string>(_ => Task.FromResult(answers.Dequeue()), TimeSpan.Zero, clock, answer => answer == "good");
        await shared.GetAsync(Cancellation);
        await shared.GetAsync(Cancellation);

        Assert.Equal(("bad", "good"), (shared.Latest, shared.LatestGood));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Shared<string> Create() => new(
        _ =>
        {
            asked++;
            return answer.Task;
        },
        FreshFor,
        clock);
}
