using OrderSaga.AppHost.Processes;

var builder = DistributedApplication.CreateBuilder(args);

// Data outlives a run. Tests pass a random prefix: their volumes start empty, yet keep what a restarted broker or database held.
var volumePrefix = builder.Configuration["DataVolumePrefix"];

IResourceBuilder<IResourceWithConnectionString> messaging, ordersDb, inventoryDb, paymentsDb;
if ((await ServerChoice.MakeAsync(builder)).AreContainers)
{
    messaging = builder.AddRabbitMQ("messaging")
        .WithManagementPlugin()
        .WithDataVolume(VolumeName("messaging"))
        .WithUrlForEndpoint("management", url => url.DisplayText = "RabbitMQ management");
    var postgres = builder.AddPostgres("postgres").WithDataVolume(VolumeName("postgres"));
    (ordersDb, inventoryDb, paymentsDb) = (postgres.AddDatabase("orders-db"), postgres.AddDatabase("inventory-db"), postgres.AddDatabase("payments-db"));
}
else
{
    messaging = builder.AddRabbitMQProcess("messaging", VolumeName("messaging"))
        .WithUrlForEndpoint("management", url => url.DisplayText = "RabbitMQ management");
    var postgres = builder.AddPostgresProcess("postgres", VolumeName("postgres"));
    (ordersDb, inventoryDb, paymentsDb) = (postgres.AddDatabase("orders-db"), postgres.AddDatabase("inventory-db"), postgres.AddDatabase("payments-db"));
}

var order = AddService<Projects.OrderSaga_Order>("order-service", ordersDb);
var inventory = AddService<Projects.OrderSaga_Inventory>("inventory-service", inventoryDb);
var payment = AddService<Projects.OrderSaga_Payment>("payment-service", paymentsDb);

var web = builder.AddProject<Projects.OrderSaga_Web>("web")
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(order).WaitFor(order)
    .WithReference(inventory).WaitFor(inventory)
    .WithReference(payment).WaitFor(payment)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "OrderSaga");

// In development Aspire has every project record every span. Which traces are kept is for the services to decide, as in production, or for
// whoever sets this variable where the AppHost is started; empty is as good as not set.
var sampler = builder.Configuration["OTEL_TRACES_SAMPLER"] ?? "";

// The page shows each saga's trace by itself, whichever way the solution runs ...
foreach (var project in new[] { order, inventory, payment, web })
{
    if (builder.ExecutionContext.IsRunMode)
    {
        project.WithEnvironment("OTEL_TRACES_SAMPLER", sampler);
    }
}

// ... and links to the same trace in the dashboard, where one runs: this is the address that Aspire starts it at.
if (builder.ExecutionContext.IsRunMode && builder.Configuration["ASPNETCORE_URLS"] is { Length: > 0 } dashboard)
{
    web.WithEnvironment("Dashboard__Address", dashboard.Split(';')[0]);
}

builder.Build().Run();

// Every service owns one database and shares nothing but the broker.
IResourceBuilder<ProjectResource> AddService<TProject>(string name, IResourceBuilder<IResourceWithConnectionString> database)
    where TProject : IProjectMetadata, new()
{
    var service = builder.AddProject<TProject>(name)
        .WithReference(database).WaitFor(database)
        .WithReference(messaging).WaitFor(messaging)
        .WithHttpHealthCheck("/health")
        .WithUrlForEndpoint("http", _ => new() { Url = "/openapi/v1.json", DisplayText = "OpenAPI" });

    // Breaking things on purpose is for machines of developers, never for a deployment.
    return builder.ExecutionContext.IsRunMode ? service.WithEnvironment("Chaos__Enabled", "true") : service;
}

string? VolumeName(string resource) => volumePrefix is null ? null : $"{volumePrefix}-{resource}";
