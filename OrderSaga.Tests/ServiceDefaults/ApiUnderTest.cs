using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>A service with the defaults and a few endpoints that go wrong on purpose.</summary>
public sealed class ApiUnderTest : IAsyncLifetime
{
    private readonly LogKeeper _log = new();
    private WebApplication _app = null!;

    public HttpClient Client { get; } = new();

    public Exception? Fault { get; set; }

    public HealthCheckResult Health { get; set; } = HealthCheckResult.Healthy();

    internal IReadOnlyCollection<string> Warnings => _log.Lines;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.AddServiceDefaults();
        builder.AddApiDefaults();
        builder.Services.AddHealthChecks().AddCheck("dependency", () => Health);
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapApiDefaults();
        _app.MapPost("/things", (Thing thing) => TypedResults.Ok(thing)).WithName("MakeThing");
        _app.MapGet("/things", (int? limit) => limit ?? 0);
        _app.MapGet("/pages", (int limit) => limit);
        _app.MapGet("/faults", IResult () => throw Fault!);
        _app.MapDefaultEndpoints();
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _log.Dispose();
    }

    internal Task<HttpResponseMessage> PostAsync(string json) =>
        Client.PostAsync("/things", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    internal static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public sealed record Thing(string Name, int Quantity, string? Note);

    /// <summary>Warnings and worse.</summary>
    private sealed class LogKeeper : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
            }
        }

        public void Dispose()
        {
        }
    }
}
