using OrderSaga.Contracts;
using OrderSaga.Payment;
using OrderSaga.Payment.Api;
using OrderSaga.Payment.Data;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApiDefaults();
builder.AddSagaService<PaymentBatchHandler>(Routes.PaymentService, "payments-db");
builder.Services.AddSingleton<PaymentQueries>();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiDefaults();
app.MapAccounts();
app.MapPayments();
app.MapOutbox();
app.MapDeadLetters();
app.MapChaos();
await app.RunAsync();
