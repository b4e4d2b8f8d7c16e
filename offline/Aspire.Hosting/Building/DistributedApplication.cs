using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The distributed application: started, it runs every resource as a process of this machine.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly BuilderHooks? _hooks;

    public DistributedApplication(IHost host) : this(host, hooks: null)
    {
    }

    internal DistributedApplication(IHost host, BuilderHooks? hooks)
    {
        _host = host;
        _hooks = hooks;
        ResourceNotifications = host.Services.GetRequiredService<ResourceNotificationService>();
        ResourceCommands = host.Services.GetRequiredService<ResourceCommandService>();
    }

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications { get; }

    public ResourceCommandService ResourceCommands { get; }

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) =>
        new DistributedApplicationBuilder(options);

    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
        _hooks?.Started();
    }

    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Services.GetRequiredService<ControlClient>() is { IsRequested: true } client)
        {
            Environment.ExitCode = await client.RunAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (this)
        {
            try
            {
                await StartAsync(cancellationToken).ConfigureAwait(false);
                await _host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DistributedApplicationException failure) when (_hooks is null)
            {
                await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
                Environment.ExitCode = 1;
            }
        }
    }

    public void Run() => RunAsync().GetAwaiter().GetResult();

    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            _host.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
