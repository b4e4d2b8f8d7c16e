using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>
/// Endpoints as the AppHost hands them out: <c>services:{service}:{endpoint}:{n}</c> = an address, where an endpoint that has no
/// name of its own is called after its scheme.
/// </summary>
internal sealed class ConfiguredEndpoints(IConfiguration configuration)
{
    private uint _turn;

    /// <summary>
    /// The address to use in place of <paramref name="asked"/>, which may list schemes in order of preference
    /// (<c>https+http://service</c>) and name an endpoint (<c>http://_endpoint.service</c>).
    /// </summary>
    public Uri Resolve(Uri asked)
    {
        var schemes = asked.Scheme.Split('+');
        var (endpoint, service) = asked.Host.StartsWith('_') && asked.Host.IndexOf('.') is > 0 and var dot
            ? (asked.Host[1..dot], asked.Host[(dot + 1)..])
            : (null, asked.Host);

        var found = Find(service, endpoint, schemes);
        return found.Length == 0
            ? new UriBuilder(asked) { Scheme = schemes[0], Port = asked.IsDefaultPort ? -1 : asked.Port }.Uri
            : At(asked, found[Interlocked.Increment(ref _turn) % (uint)found.Length]);
    }

    private Uri[] Find(string service, string? endpoint, string[] schemes)
    {
        var section = configuration.GetSection("services").GetSection(service);
        string[] names = endpoint is null ? ["default", .. schemes] : [endpoint];
        var chosen = names.Select(section.GetSection).FirstOrDefault(candidate => candidate.Exists());
        if (chosen is null)
        {
            return [];
        }

        var values = chosen.Value is { Length: > 0 } single ? [single] : chosen.GetChildren().Select(child => child.Value);
        var addresses = values.Select(value => Uri.TryCreate(value, UriKind.Absolute, out var address)
            ? address
            : throw new KeyNotFoundException($"'{value}' at '{chosen.Path}' is no address."));
        return addresses
            .Where(address => schemes.Contains(address.Scheme))
            .GroupBy(address => Array.IndexOf(schemes, address.Scheme))
            .MinBy(group => group.Key)?
            .ToArray() ?? [];
    }

    private static Uri At(Uri asked, Uri endpoint) =>
        new UriBuilder(asked) { Scheme = endpoint.Scheme, Host = endpoint.Host, Port = endpoint.Port }.Uri;
}
