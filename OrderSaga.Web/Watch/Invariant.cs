using OrderSaga.Web.Story;

namespace OrderSaga.Web.Watch;

/// <summary>One equation that must hold, and whether it does.</summary>
/// <param name="Name">In words.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Explanation">The numbers.</param>
public sealed record Invariant(string Name, Verdict Verdict, string Explanation);
