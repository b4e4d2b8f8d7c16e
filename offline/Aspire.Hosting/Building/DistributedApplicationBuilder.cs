using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Collects the resources of an AppHost and builds the application that runs them as local processes.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly BuilderHooks? _hooks = BuilderHooks.Current;

    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _hooks?.Creating(options, settings);
        AppHostAssembly = options.AssemblyName is null ? Assembly.GetEntryAssembly() : Assembly.Load(options.AssemblyName);
        AppHostDirectory = AppHostAssembly?.Metadata("AppHostProjectPath") ?? Directory.GetCurrentDirectory();
        settings.ContentRootPath ??= Directory.Exists(AppHostDirectory) ? AppHostDirectory : null;
        _host = new HostApplicationBuilder(settings);
        EngineServices.Add(this, options);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (Resources.TryGetByName(resource.Name, out _))
        {
            throw new DistributedApplicationException($"There is a resource named '{resource.Name}' already.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _hooks?.Building(this);
        var application = new DistributedApplication(_host.Build(), _hooks);
        _hooks?.Built(application);
        return application;
    }
}
