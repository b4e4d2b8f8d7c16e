using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Packages register checks without a bound: a database that hangs would then hang the probe that asks for it.</summary>
internal static class HealthCheckTimeout
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static void Apply(HealthCheckServiceOptions options)
    {
        foreach (var check in options.Registrations.Where(check => check.Timeout == Timeout.InfiniteTimeSpan))
        {
            check.Timeout = Limit;
        }
    }
}
