namespace OrderSaga.Web.Clients;

public enum AnswerKind
{
    /// <summary>The service did what was asked.</summary>
    Ok,

    /// <summary>The service is there and knows nothing of it (404).</summary>
    NotFound,

    /// <summary>The service is there and says no (any other 4xx).</summary>
    Refused,

    /// <summary>The service cannot be reached, is too slow, or failed (5xx).</summary>
    Down,
}

/// <summary>
/// What came back from a service. A service that is down is an everyday answer for this page, so it is a value and no exception.
/// </summary>
/// <param name="Kind">How it went.</param>
/// <param name="Value">Set when <paramref name="Kind"/> is <see cref="AnswerKind.Ok"/> and the service sent a body.</param>
/// <param name="Explanation">In words for people, when it did not go well.</param>
public sealed record Answer<T>(AnswerKind Kind, T? Value, string? Explanation)
{
    public bool IsOk => Kind == AnswerKind.Ok;

    public bool IsDown => Kind == AnswerKind.Down;
}
