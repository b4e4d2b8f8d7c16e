using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Offline;

/// <summary>The environment a resource is started with: what it inherits, what Aspire gives every project, what the AppHost adds.</summary>
internal sealed class ResourceEnvironment(DistributedApplicationExecutionContext executionContext, IHostEnvironment host)
{
    // What describes the AppHost itself, or the tool that started it, and would mislead a project.
    private static readonly string[] NotInherited = ["ASPNETCORE_", "DOTNET_LAUNCH_PROFILE", "DOTNET_ENVIRONMENT", "ASPIRE_", "MSBUILD", "TESTINGPLATFORM_"];

    public async Task<Dictionary<string, string>> OfAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource);
        if (resource is ProjectResource)
        {
            AddProjectDefaults(context.EnvironmentVariables, resource);
        }

        foreach (var callback in resource.Annotations.OfType<EnvironmentCallback>())
        {
            await callback.Apply(context, cancellationToken).ConfigureAwait(false);
        }

        var environment = resource is ProjectResource ? Inherited() : Minimal();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            environment[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        return environment;
    }

    /// <summary>What a program of the system needs and no more: a PGDATA or RABBITMQ_NODENAME of the user's must not reach a private server.</summary>
    public static Dictionary<string, string> Minimal() => new()
    {
        ["PATH"] = $"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:{Environment.GetEnvironmentVariable("PATH")}",
        ["LANG"] = "C.UTF-8",
    };

    private void AddProjectDefaults(Dictionary<string, object> variables, IResource project)
    {
        foreach (var (name, value) in project.Annotations.OfType<LaunchProfile>().SelectMany(profile => profile.EnvironmentVariables))
        {
            variables[name] = value;
        }

        var endpoints = project.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint.UriScheme is "http" or "https")
            .Select(endpoint => ((IResourceWithEndpoints)project).GetEndpoint(endpoint.Name).Url);
        variables["ASPNETCORE_URLS"] = string.Join(';', endpoints);
        variables["OTEL_SERVICE_NAME"] = project.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.CreateVersion7():N}";
        if (host.IsDevelopment())
        {
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
        }

        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["LOGGING__CONSOLE__FORMATTEROPTIONS__SINGLELINE"] = "true";
    }

    private static Dictionary<string, string> Inherited() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value ?? ""))
        .Where(entry => !NotInherited.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        .ToDictionary(entry => entry.Name, entry => entry.Value);
}
