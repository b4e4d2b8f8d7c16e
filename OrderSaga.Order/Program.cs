using OrderSaga.Order;
using OrderSaga.Order.Api;
using OrderSaga.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApiDefaults();
builder.AddOrderSaga();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiDefaults();
app.MapOrders();
app.MapDeadLetters();
await app.RunAsync();
