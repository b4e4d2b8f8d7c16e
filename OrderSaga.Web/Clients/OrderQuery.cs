using System.Globalization;
using System.Text;

namespace OrderSaga.Web.Clients;

/// <summary>Which orders to list, newest first; see <c>GET /orders</c>.</summary>
public sealed record OrderQuery(string? Status = null, string? UserId = null, Guid? After = null, int Limit = 50)
{
    /// <summary>Only orders that are not settled.</summary>
    public bool Unsettled { get; init; }

    public string ToPath()
    {
        var path = new StringBuilder("orders?limit=").Append(Limit.ToString(CultureInfo.InvariantCulture));
        Append(path, "status", Status);
        Append(path, "userId", UserId);
        Append(path, "settled", Unsettled ? "false" : null);
        Append(path, "after", After?.ToString());
        return path.ToString();
    }

    private static void Append(StringBuilder path, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
