using System.Reflection;
using NetArchTest.Rules;
using OrderSaga.Inventory;
using OrderSaga.Order;
using OrderSaga.Payment;
using OrderSaga.ServiceDefaults.Messaging;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>What may depend on what.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "OrderSaga.ServiceDefaults";

    private static readonly Assembly Plumbing = typeof(SagaServiceExtensions).Assembly;

    public static TheoryData<Type> Services => [typeof(OrderBatchHandler), typeof(InventoryBatchHandler), typeof(PaymentBatchHandler)];

    [Theory]
    [MemberData(nameof(Services))]
    public void Domain_KnowsNeitherDatabaseNorBroker(Type handler) => AssertNoDependency(
        Types.InAssembly(handler.Assembly).That().ResideInNamespaceStartingWith(handler.Namespace + ".Domain"),
        "Dapper", "Npgsql", "RabbitMQ");

    [Theory]
    [InlineData("Messaging.Broker", "Messaging.Outbox", "Messaging.Inbox", "Messaging.DeadLetters", "Messaging.Consumer")]
    [InlineData("Messaging.Outbox", "Messaging.Inbox", "Messaging.DeadLetters", "Messaging.Consumer")]
    [InlineData("Messaging.Inbox", "Messaging.DeadLetters", "Messaging.Consumer")]
    [InlineData("Messaging.DeadLetters", "Messaging.Inbox", "Messaging.Consumer")]
    [InlineData("Persistence", "Messaging", "Health", "Http")]
    [InlineData("Loops", "Messaging", "Health", "Http", "Persistence")]
    [InlineData("Telemetry", "Messaging", "Health", "Http")]
    public void Folder_DependsOnlyOnThoseBelowIt(string folder, params string[] above) => AssertNoDependency(
        Types.InAssembly(Plumbing).That().ResideInNamespaceStartingWith($"{Root}.{folder}"), [.. above.Select(name => $"{Root}.{name}")]);

    [Fact]
    public void Chaos_IsKnownToTheCompositionOnly() => AssertNoDependency(
        Types.InAssembly(Plumbing).That().DoNotResideInNamespaceStartingWith($"{Root}.Chaos").And().DoNotHaveName(nameof(SagaServiceExtensions)),
        $"{Root}.Chaos");

    private static void AssertNoDependency(PredicateList types, params string[] dependencies)
    {
        Assert.NotEmpty(types.GetTypes());

        var result = types.ShouldNot().HaveDependencyOnAny(dependencies).GetResult();

        Assert.Empty(result.FailingTypes?.Select(type => type.FullName) ?? []);
    }
}
