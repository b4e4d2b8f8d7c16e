using Microsoft.Extensions.Configuration;
using OrderSaga.AppHost;
using OrderSaga.AppHost.Commands;
using OrderSaga.AppHost.Processes;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddCrashRestart();

// Data outlives a run. Tests pass a random prefix: their volumes start empty, yet keep what a restarted broker or database held.
var volumePrefix = builder.Configuration["DataVolumePrefix"];

// RabbitMQ and Postgres are containers where an engine answers, else processes of this machine. Nothing below sees a difference.
IResourceBuilder<IResourceWithConnectionString> messaging, ordersDb, inventoryDb, paymentsDb;
if ((await ServerChoice.MakeAsync(builder)).AreContainers)
{
    var postgres = builder.AddPostgres("postgres").WithDataVolume(VolumeName("postgres")).RestartAfterCrash();
    ordersDb = postgres.AddDatabase("orders-db");
    inventoryDb = postgres.AddDatabase("inventory-db");
    paymentsDb = postgres.AddDatabase("payments-db");
    messaging = builder.AddRabbitMQ("messaging")
        .WithManagementPlugin()
        .WithDataVolume(VolumeName("messaging"))
        .WithUrlForEndpoint("management", url => url.DisplayText = "RabbitMQ management")
        .RestartAfterCrash();
}
else
{
    var postgres = builder.AddPostgresProcess("postgres", VolumeName("postgres"))
        .WithKillCommand()
        .WithFreezeCommands()
        .RestartAfterCrash();
    ordersDb = postgres.AddDatabase("orders-db");
    inventoryDb = postgres.AddDatabase("inventory-db");
    paymentsDb = postgres.AddDatabase("payments-db");
    messaging = builder.AddRabbitMQProcess("messaging", VolumeName("messaging"))
        .WithUrlForEndpoint("management", url => url.DisplayText = "RabbitMQ management")
        .WithKillCommand()
        .WithFreezeCommands()
        .RestartAfterCrash();
}

var order = AddService<Projects.OrderSaga_Order>("order-service", ordersDb).WithIconName("Cart");
var inventory = AddService<Projects.OrderSaga_Inventory>("inventory-service", inventoryDb).WithIconName("Box");
var payment = AddService<Projects.OrderSaga_Payment>("payment-service", paymentsDb).WithIconName("Payment");

var web = builder.AddProject<Projects.OrderSaga_Web>("web")
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(order).WaitFor(order)
    .WithReference(inventory).WaitFor(inventory)
    .WithReference(payment).WaitFor(payment)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithIconName("AppGeneric")
    .WithUrlForEndpoint("http", url => url.DisplayText = "OrderSaga")
    .RestartAfterCrash();

if (builder.ExecutionContext.IsRunMode)
{
    order.WithOrderCommands();
    builder.AddLoad(order, inventory, payment);
    web.WithOwnSampler().WithTracesOfDashboard();
}

builder.Build().Run();

// Every service owns one database and shares nothing but the broker.
IResourceBuilder<ProjectResource> AddService<TProject>(string name, IResourceBuilder<IResourceWithConnectionString> database)
    where TProject : IProjectMetadata, new()
{
    var service = builder.AddProject<TProject>(name)
        .WithReference(database).WaitFor(database)
        .WithReference(messaging).WaitFor(messaging)
        .WithReplicas(builder.Configuration.GetValue("Replicas", 1))
        .WithHttpHealthCheck("/health")
        .RestartAfterCrash();

    // Breaking things on purpose is for machines of developers, never for a deployment. So is the browsable API.
    return builder.ExecutionContext.IsPublishMode
        ? service
        : service.WithEnvironment("Chaos__Enabled", "true").WithServiceCommands().WithOwnSampler()
            .WithUrlForEndpoint("http", _ => new() { Url = "/scalar", DisplayText = "API" });
}

string? VolumeName(string resource) => volumePrefix is null ? null : $"{volumePrefix}-{resource}";
