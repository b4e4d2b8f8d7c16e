using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>Which incoming requests become spans.</summary>
public class AspNetCoreTraceInstrumentationOptions
{
    /// <summary>
    /// False for a request leaves it, and everything done on its behalf, out of the trace. A filter that throws counts as false.
    /// Every request is traced unless set.
    /// </summary>
    public Func<HttpContext, bool>? Filter { get; set; }
}
