namespace OrderSaga.Web.Traces;

/// <summary>Where the Aspire dashboard is, and where it shows a trace. The AppHost tells its address (<c>Dashboard:Address</c>) where one runs.</summary>
public sealed class DashboardLink(IConfiguration configuration)
{
    /// <summary>Null where no dashboard runs.</summary>
    public string? Address { get; } = configuration["Dashboard:Address"] is { Length: > 0 } address ? address.TrimEnd('/') : null;

    /// <summary>Null where no dashboard runs.</summary>
    public string? Of(string traceId) => Address is null ? null : $"{Address}/traces/detail/{traceId}";
}
