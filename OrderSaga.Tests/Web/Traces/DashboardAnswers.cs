using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Traces;

/// <summary>Answers in the shape that the dashboard of Aspire 13.6 gives them.</summary>
internal static class DashboardAnswers
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    public const string BatchTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>A request stored alone, and a message that was handled in a batch and failed.</summary>
    public const string Saga = """
        {
          "data": {
            "resourceSpans": [
              {
                "scopeSpans": [
                  {
                    "spans": [
                      {
                        "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "traceState": null, "parentSpanId": null, "flags": null,
                        "name": "POST /orders/", "kind": 2, "startTimeUnixNano": "1893456000000000000", "endTimeUnixNano": "1893456000250000000",
                        "attributes": [{ "key": "http.response.status_code", "value": { "stringValue": "202" } }],
                        "events": null, "links": null, "status": null
                      }
                    ],
                    "scope": { "name": "Microsoft.AspNetCore" }
                  }
                ],
                "resource": { "attributes": [
                  { "key": "service.name", "value": { "stringValue": "order-service" } },
                  { "key": "service.instance.id", "value": { "stringValue": "x1" } }] }
              },
              {
                "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "inventory-service" } }] },
                "scopeSpans": [
                  {
                    "scope": { "name": "OrderSaga", "version": "1.0.0" },
                    "spans": [
                      {
                        "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7", "parentSpanId": "b7ad6b7169203331",
                        "name": "process ORDER_CREATED", "kind": 5, "startTimeUnixNano": "1893456000100000000", "endTimeUnixNano": "1893456000200000000",
                        "attributes": [{ "key": "messaging.system", "value": { "stringValue": "rabbitmq" } }],
                        "events": [{ "timeUnixNano": "1893456000150000000", "name": "exception", "attributes": [] }],
                        "links": [{ "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "53995c3f42cd8ad8", "traceState": "", "attributes": null }],
                        "status": { "message": "broken", "code": 2 }
                      }
                    ]
                  }
                ]
              }
            ]
          },
          "totalCount": 2,
          "returnedCount": 2
        }
        """;

    /// <summary>The batch that <see cref="Saga"/> is linked to, done for two messages.</summary>
    public const string Batch = """
        { "data": { "resourceSpans": [{
          "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "inventory-service" } }] },
          "scopeSpans": [{ "spans": [
            { "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "53995c3f42cd8ad8", "name": "process batch inventory-service", "kind": 1,
              "startTimeUnixNano": "1893456000110000000", "endTimeUnixNano": "1893456000190000000",
              "links": [
                { "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7" },
                { "traceId": "99999999999999999999999999999999", "spanId": "9999999999999999" }] },
            { "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": "eee19b7ec3c1b174", "parentSpanId": "53995c3f42cd8ad8", "name": "inventory-db", "kind": 3,
              "startTimeUnixNano": "1893456000120000000", "endTimeUnixNano": "1893456000130000000" }] }] }] } }
        """;

    public static string PathOf(string traceId) => "/api/telemetry/traces/" + traceId;

    public static StubHttp OnTrace(this StubHttp stub, string traceId, string body, HttpStatusCode status = HttpStatusCode.OK) =>
        stub.On(DashboardClient.Name, PathOf(traceId), status, body);

    public static DashboardClient Client(StubHttp stub, string? address = "http://localhost:15100", string? key = "secret")
    {
        var configuration = Configuration(address, key);
        return new(stub, new DashboardLink(configuration), configuration, NullLogger<DashboardClient>.Instance);
    }

    public static IConfiguration Configuration(string? address, string? key = null) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Dashboard:Address"] = address, ["Dashboard:ApiKey"] = key })
        .Build();
}
