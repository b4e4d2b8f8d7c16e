using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Tests.Web.Traces;
using OrderSaga.Web.Components.Traces;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Components;

public sealed class LiveTraceTests : BunitContext
{
    private const string Address = "http://localhost:15100";

    private readonly FakeTimeProvider clock = new();
    private readonly StubHttp stub = new();

    [Fact]
    public void Render_TraceComesLater_IsShownWithoutAReload()
    {
        var trace = RenderTrace(Address);
        trace.WaitForAssertion(() => Assert.Contains("does not have this trace", trace.Markup, StringComparison.Ordinal));
        stub.OnTrace(DashboardAnswers.TraceId, DashboardAnswers.Saga).OnTrace(DashboardAnswers.BatchTraceId, DashboardAnswers.Batch);

        trace.WaitForAssertion(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Contains("2 spans in", trace.Markup, StringComparison.Ordinal);
        });

        Assert.Contains("batch of 2 (shared)", trace.Find("tr.shared").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_DashboardHangs_SaysThatItIsAsked()
    {
        var hanging = new TaskCompletionSource<HttpResponseMessage>();
        stub.On(DashboardClient.Name, DashboardAnswers.PathOf(DashboardAnswers.TraceId), _ => hanging.Task);

        var trace = RenderTrace(Address);

        Assert.Single(stub.Asked);
        Assert.Contains("Asking the Aspire dashboard", trace.Markup, StringComparison.Ordinal);
        hanging.SetException(new HttpRequestException("aborted"));
    }

    [Fact]
    public void Render_NoDashboard_SaysWhatToSet()
    {
        var trace = RenderTrace(address: null);

        trace.WaitForAssertion(() => Assert.Contains("set Dashboard:Address and Dashboard:ApiKey", trace.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_KeyIsRefused_TellsNobodyTheKey()
    {
        stub.OnTrace(DashboardAnswers.TraceId, "", HttpStatusCode.Unauthorized);

        var trace = RenderTrace(Address);

        trace.WaitForAssertion(() => Assert.Contains("refused the key", trace.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", trace.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<LiveTrace> RenderTrace(string? address)
    {
        Services.AddSingleton<TimeProvider>(clock).AddSingleton(new LiveFeed(clock))
            .AddSingleton(new DashboardLink(DashboardAnswers.Configuration(address)))
            .AddSingleton(DashboardAnswers.Client(stub, address, "secret"));
        return Render<LiveTrace>(parameters => parameters.Add(trace => trace.TraceId, DashboardAnswers.TraceId));
    }
}
