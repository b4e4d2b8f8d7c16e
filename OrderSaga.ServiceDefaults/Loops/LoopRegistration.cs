using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.ServiceDefaults.Loops;

public static class LoopRegistration
{
    /// <summary>Adds the state of a loop, by the loop's name as its key; <c>/alive</c> and <c>/health</c> look at it from then on.</summary>
    public static IServiceCollection AddLoop(this IServiceCollection services, string name) => services
        .AddKeyedSingleton(name, (provider, _) => new LoopState(name, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => provider.GetRequiredKeyedService<LoopState>(name));
}
