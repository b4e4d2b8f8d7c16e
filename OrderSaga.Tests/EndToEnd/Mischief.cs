using System.Net.Http.Json;
using OrderSaga.ServiceDefaults.Chaos;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>Breaks a service by its own endpoints, and puts everything right at the end.</summary>
internal sealed class Mischief(HttpClient service) : IAsyncDisposable
{
    public Task PauseAsync(bool paused) => PutAsync("/chaos/consumer", new PauseRequest(paused));

    public Task DisturbHandlerAsync(double failRate, int delayMs = 0) => PutAsync("/chaos/handler", new DisturbHandlerRequest(failRate, delayMs));

    public Task DisturbRelayAsync(int dropNext = 0, int duplicateNext = 0) => PutAsync("/chaos/relay", new DisturbRelayRequest(dropNext, duplicateNext));

    public async Task<ChaosView> GetAsync() => (await service.GetFromJsonAsync<ChaosView>("/chaos"))!;

    /// <summary>
    /// The connection breaks, as there is nobody left to answer. The body is there for the client's sake: a request without one is sent
    /// again when its connection ends before an answer, and Aspire's proxy keeps it for the process that is started next.
    /// </summary>
    public Task CrashAsync() => Assert.ThrowsAsync<HttpRequestException>(() => service.PostAsJsonAsync("/chaos/crash", new { }));

    public async ValueTask DisposeAsync()
    {
        await PauseAsync(false);
        await DisturbHandlerAsync(0);
        await DisturbRelayAsync();
    }

    private async Task PutAsync<T>(string path, T body)
    {
        using var response = await service.PutAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }
}
