using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>Listens to what a web host reports of its requests. A host that is no web host reports nothing and has no listener.</summary>
internal sealed class ServerSpans : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string Start = Request + ".Start";
    private const string Stop = Request + ".Stop";
    private const string HostFault = "Microsoft.AspNetCore.Hosting.UnhandledException";
    private const string PipelineFault = "Microsoft.AspNetCore.Diagnostics.UnhandledException";

    private readonly AspNetCoreTraceInstrumentationOptions _options;
    private readonly IDisposable? _subscription;

    public ServerSpans(DiagnosticListener? host, AspNetCoreTraceInstrumentationOptions options)
    {
        _options = options;
        _subscription = host?.Subscribe(this, static name => name is Request or Start or Stop or HostFault or PipelineFault);
    }

    public void OnNext(KeyValuePair<string, object?> report)
    {
        // Every report is made while the request's span is the current one.
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        switch (report.Key)
        {
            case Start when report.Value is HttpContext context:
                if (IsWanted(context))
                {
                    span.DescribeRequest(context.Request);
                }
                else
                {
                    span.IsAllDataRequested = false;
                    span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                }

                break;

            case Stop when report.Value is HttpContext context:
                span.DescribeResponse(context);
                break;

            case HostFault or PipelineFault:
                span.DescribeFault(report.Value);
                break;
        }
    }

    public void OnCompleted() => Dispose();

    public void OnError(Exception error) => Dispose();

    public void Dispose() => _subscription?.Dispose();

    private bool IsWanted(HttpContext context)
    {
        try
        {
            return _options.Filter?.Invoke(context) ?? true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
