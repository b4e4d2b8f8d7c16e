using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using OrderSaga.AppHost.Processes;

namespace OrderSaga.Tests.AppHost;

/// <summary>Both shapes of the graph, from the model alone: nothing is started.</summary>
public sealed class ModelTests
{
    private static readonly string[] ProjectNames = ["inventory-service", "load", "order-service", "payment-service", "web"];

    [Theory]
    [InlineData("containers", "RabbitMQServerResource", "PostgresServerResource", "PostgresDatabaseResource")]
    [InlineData("processes", "RabbitMQProcess", "PostgresProcess", "PostgresProcessDatabase")]
    public async Task Servers_EitherKind_HaveTheSameNames(string servers, string broker, string postgres, string database)
    {
        await using var builder = await CreateAsync($"--Servers={servers}");

        Assert.Equal(broker, Resource(builder, "messaging").GetType().Name);
        Assert.Equal(postgres, Resource(builder, "postgres").GetType().Name);
        Assert.All(["orders-db", "inventory-db", "payments-db"], name =>
        {
            var resource = Resource(builder, name);
            Assert.Equal(database, resource.GetType().Name);
            Assert.Equal("postgres", Assert.IsType<IResourceWithParent>(resource, exactMatch: false).Parent.Name);
        });
        Assert.Equal(ProjectNames, builder.Resources.OfType<ProjectResource>().Select(project => project.Name).Order());
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    public async Task Servers_EitherKind_HaveTheSameEndpointsChecksAndReferences(string servers)
    {
        await using var builder = await CreateAsync($"--Servers={servers}");

        Assert.Equal(["management http", "tcp tcp"], Endpoints(builder, "messaging"));
        Assert.Equal(["tcp tcp"], Endpoints(builder, "postgres"));
        Assert.All(["messaging", "postgres", "orders-db"], name =>
            Assert.Equal([$"{name}_check"], Resource(builder, name).Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key)));
        Assert.Equal(["messaging", "orders-db", "postgres"], WaitsOf(builder, "order-service"));
        Assert.Equal(["inventory-db", "messaging", "postgres"], WaitsOf(builder, "inventory-service"));
        Assert.Equal(["messaging", "payments-db", "postgres"], WaitsOf(builder, "payment-service"));
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    public async Task ConnectionStrings_EitherKind_AreTheSame(string servers)
    {
        await using var builder = await CreateAsync($"--Servers={servers}");

        Assert.Equal("amqp://guest:{messaging-password.value}@{messaging.bindings.tcp.host}:{messaging.bindings.tcp.port}", Expression(builder, "messaging"));
        Assert.Equal(
            "Host={postgres.bindings.tcp.host};Port={postgres.bindings.tcp.port};Username=postgres;Password={postgres-password.value}",
            Expression(builder, "postgres"));
        Assert.Equal("{postgres.connectionString};Database=orders-db", Expression(builder, "orders-db"));
    }

    [Fact]
    public async Task Servers_Unknown_FailsWithTheThreeNames()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync("--Servers=both"));

        Assert.Contains("It is auto, containers or processes.", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_Three_RunsThreeOfEachService()
    {
        await using var builder = await CreateAsync("--Servers=processes", "--Replicas=3");

        Assert.All(["order-service", "inventory-service", "payment-service"], name =>
            Assert.Equal(3, Resource(builder, name).Annotations.OfType<ReplicaAnnotation>().Single().Replicas));
    }

    [Theory]
    [InlineData("order-service", "kill pause replay-dead-letters resume retry-unsettled")]
    [InlineData("inventory-service", "kill pause replay-dead-letters resume")]
    [InlineData("payment-service", "kill pause replay-dead-letters resume")]
    [InlineData("messaging", "freeze kill thaw")]
    [InlineData("postgres", "freeze kill thaw")]
    public async Task Commands_OfAResource_HaveIconsAndAskBeforeHarm(string resource, string names)
    {
        await using var builder = await CreateAsync("--Servers=processes");
        var own = Resource(builder, resource).Annotations.OfType<ResourceCommandAnnotation>()
            .Where(command => names.Split(' ').Contains(command.Name)).ToList();

        Assert.Equal(names, string.Join(' ', own.Select(command => command.Name).Order(StringComparer.Ordinal)));
        Assert.All(own, command => Assert.False(string.IsNullOrEmpty(command.IconName)));
        Assert.All(own.Where(command => command.Name is "kill" or "freeze" or "replay-dead-letters"), command =>
            Assert.EndsWith(".", command.ConfirmationMessage, StringComparison.Ordinal));
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<global::Projects.OrderSaga_AppHost>(args);

    private static IResource Resource(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.Resources.Single(resource => resource.Name == name);

    private static IEnumerable<string> Endpoints(IDistributedApplicationTestingBuilder builder, string name) =>
        Resource(builder, name).Annotations.OfType<EndpointAnnotation>().Select(endpoint => $"{endpoint.Name} {endpoint.UriScheme}").Order();

    private static IEnumerable<string> WaitsOf(IDistributedApplicationTestingBuilder builder, string name) =>
        Resource(builder, name).Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Order();

    private static string Expression(IDistributedApplicationTestingBuilder builder, string name) =>
        ((IResourceWithConnectionString)Resource(builder, name)).ConnectionStringExpression.ValueExpression;
}
