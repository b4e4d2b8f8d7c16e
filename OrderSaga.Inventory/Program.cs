using OrderSaga.Contracts;
using OrderSaga.Inventory;
using OrderSaga.Inventory.Api;
using OrderSaga.Inventory.Data;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApiDefaults();
builder.AddSagaService<InventoryBatchHandler>(Routes.InventoryService, "inventory-db");
builder.Services.AddSingleton<InventoryQueries>();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiDefaults();
app.MapStock();
app.MapReservations();
app.MapOutbox();
app.MapDeadLetters();
app.MapChaos();
await app.RunAsync();
