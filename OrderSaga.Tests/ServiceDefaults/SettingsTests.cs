using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrderSaga.Order;
using OrderSaga.Order.Placement;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Inbox;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>
/// A service whose settings make no sense says which, and does not start: a sweep of no rows would lose nothing, and send nothing either.
/// Order has all the sections there are.
/// </summary>
public sealed class SettingsTests
{
    [Fact]
    public void Start_Defaults_AreFine() => Validate();

    [Theory]
    [InlineData("Outbox:MaxInFlight", "0")]
    [InlineData("Outbox:ConfirmTimeout", "00:00:00.001")]
    [InlineData("Consumer:Prefetch", "0")]
    [InlineData("Consumer:MaxBatchSize", "0")]
    [InlineData("Consumer:MaxAttempts", "11")]
    [InlineData("Inbox:Retention", "00:00:00")]
    [InlineData("Database:IdleTransactionTimeout", "00:00:00")]
    [InlineData("Database:IdleTransactionTimeout", "00:00:30")]
    [InlineData("Messaging:DeliveryLimit", "0")]
    [InlineData("Placement:QueueCapacity", "0")]
    [InlineData("Saga:StepTimeout", "00:00:00")]
    public void Start_SettingOutOfRange_IsRefusedByName(string setting, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Validate((setting, value)));

        Assert.Contains(setting.Split(':')[1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(OutboxOptions))]
    [InlineData(typeof(ConsumerOptions))]
    [InlineData(typeof(InboxOptions))]
    [InlineData(typeof(DatabaseOptions))]
    [InlineData(typeof(MessagingOptions))]
    [InlineData(typeof(PlacementOptions))]
    public void EveryAmount_HasARange(Type options) => Assert.All(
        options.GetProperties().Where(property => property.CanWrite && property.PropertyType.IsValueType && property.PropertyType != typeof(bool)),
        property => Assert.True(property.IsDefined(typeof(RangeAttribute), inherit: true), property.Name));

    private static void Validate(params (string Setting, string Value)[] settings) => Validate(builder => builder.AddOrderSaga(), settings);

    /// <summary>What the host does first when it starts; nothing here is connected to anything.</summary>
    private static void Validate(Action<IHostApplicationBuilder> add, params (string Setting, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "settings" });
        builder.Configuration.AddInMemoryCollection(settings.Append(("ConnectionStrings:messaging", "amqp://nowhere.invalid"))
            .Append(("ConnectionStrings:orders-db", "Host=nowhere.invalid"))
            .ToDictionary(setting => setting.Item1, string? (setting) => setting.Item2));
        add(builder);
        using var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
    }
}
