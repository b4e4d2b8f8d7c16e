namespace OrderSaga.Web.Traces;

/// <summary>Where the Aspire dashboard is, and where it shows a trace. The AppHost sets its address (<c>Dashboard:Address</c>).</summary>
public sealed class DashboardLink(IConfiguration configuration)
{
    /// <summary>Without a slash at its end. Null when no HTTP address is configured.</summary>
    public string? Address { get; } = Uri.TryCreate(configuration["Dashboard:Address"], UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address.AbsoluteUri.TrimEnd('/')
            : null;

    /// <summary>Null when no HTTP address is configured.</summary>
    public string? Of(string traceId) => Address is null ? null : $"{Address}/traces/detail/{traceId}";
}
