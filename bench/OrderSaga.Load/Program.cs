using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderSaga.Load;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);

LoadSettings settings;
try
{
    settings = LoadSettings.Read(builder.Configuration);
}
catch (SettingException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

// Short: a service that is stopped must not keep the order's client waiting for an answer.
var timeout = TimeSpan.FromSeconds(10);
using var services = Services.At(settings.Order, settings.Inventory, settings.Payment, timeout);
using var host = builder.Build();
await host.StartAsync();
var run = new LoadRun(services, settings.Mix, TimeProvider.System, host.Services.GetRequiredService<ILogger<LoadRun>>());
await run.RunAsync(settings.Rate, settings.Duration, host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
await host.StopAsync();
return 0;
