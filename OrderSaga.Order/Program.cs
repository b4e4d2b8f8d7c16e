using OrderSaga.Order;
using OrderSaga.Order.Api;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApiDefaults();
builder.AddOrderSaga();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiDefaults();
app.MapOrders();
app.MapOutbox();
app.MapDeadLetters();
app.MapChaos();
await app.RunAsync();
