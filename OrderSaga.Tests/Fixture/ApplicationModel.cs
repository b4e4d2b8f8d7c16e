using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.Tests.Fixture;

internal static class ApplicationModel
{
    public static IEnumerable<IResource> Resources(this DistributedApplication application) =>
        application.Services.GetRequiredService<DistributedApplicationModel>().Resources;

    public static IEnumerable<ProjectResource> Projects(this DistributedApplication application) =>
        application.Resources().OfType<ProjectResource>();

    public static IResource Resource(this DistributedApplication application, string name) =>
        application.Resources().Single(resource => resource.Name == name);
}
