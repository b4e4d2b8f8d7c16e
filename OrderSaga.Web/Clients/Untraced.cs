using System.Diagnostics;

namespace OrderSaga.Web.Clients;

/// <summary>
/// A page asks the services a few times a second for as long as it is open; nobody wants a trace of each. What is asked within this is
/// sent as part of a trace that is not sampled, and so the services make no spans of it either
/// (https://www.w3.org/TR/trace-context/#sampled-flag).
/// </summary>
internal static class Untraced
{
    /// <summary>Lasts until it is disposed of, in the same method.</summary>
    public static Activity Begin()
    {
        Activity.Current = null;
        return new Activity("poll").SetIdFormat(ActivityIdFormat.W3C).Start();
    }
}
