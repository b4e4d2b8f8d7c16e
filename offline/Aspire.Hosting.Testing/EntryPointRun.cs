using System.Reflection;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>One run of an AppHost's entry point, on a thread of its own, held before it builds until the test lets it go on.</summary>
internal sealed class EntryPointRun(
    Assembly appHost,
    string[] args,
    Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayBuild = new();
    private volatile bool _abandoned;

    public Task Started => _started.Task;

    /// <summary>Completes when the entry point has returned, however it did.</summary>
    public Task Exited => _exited.Task;

    public Task<DistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"{appHost.GetName().Name} entry point" };
        thread.Start();
        return _builder.Task.WaitAsync(cancellationToken);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.Set();
        return _application.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends an entry point that was never let to build, or the application that it runs.</summary>
    public async Task EndAsync()
    {
        if (_application.Task is { IsCompletedSuccessfully: true } built)
        {
            var application = await built.ConfigureAwait(false);
            if (!_exited.Task.IsCompleted)
            {
                await StopAsync(application).ConfigureAwait(false);
            }
        }
        else
        {
            _abandoned = true;
            _mayBuild.Set();
        }

        await _exited.Task.ConfigureAwait(false);
    }

    private async Task StopAsync(DistributedApplication application)
    {
        await Task.WhenAny(_started.Task, _exited.Task).ConfigureAwait(false);
        if (!_exited.Task.IsCompleted)
        {
            application.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    private void Run()
    {
        BuilderHooks.Current = new()
        {
            Creating = ConfigureForTest,
            Building = builder =>
            {
                builder.Services.AddHttpClient();
                _builder.TrySetResult(builder);
                _mayBuild.Wait();
                if (_abandoned)
                {
                    throw new OperationCanceledException("The test let go of the AppHost before it was built.");
                }
            },
            Built = application => _application.TrySetResult(application),
            Started = () => _started.TrySetResult(),
        };
        try
        {
            var entryPoint = appHost.EntryPoint ?? throw new InvalidOperationException($"{appHost} has no entry point.");
            entryPoint.Invoke(obj: null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
            Fail(new InvalidOperationException("The entry point returned before the application was built and started."));
        }
        catch (TargetInvocationException failure)
        {
            Fail(failure.InnerException ?? failure);
        }
        finally
        {
            _exited.TrySetResult();
        }
    }

    private void ConfigureForTest(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        settings.Args = options.Args ??= args;
        settings.ApplicationName = appHost.GetName().Name;
        settings.EnvironmentName ??= Environments.Development;
        settings.Configuration ??= new();
        settings.Configuration.AddInMemoryCollection([new("DcpPublisher:RandomizePorts", "true")]);
        configure(options, settings);
    }

    private void Fail(Exception failure)
    {
        _builder.TrySetException(failure);
        _application.TrySetException(failure);
        _started.TrySetException(failure);

        // Whoever still waits gets the failure; that nobody does is no failure of its own.
        _ = _builder.Task.Exception;
        _ = _application.Task.Exception;
        _ = _started.Task.Exception;
    }
}
