using System.Globalization;

namespace OrderSaga.Web.Components.Shared;

/// <summary>Numbers and times as people read them.</summary>
public static class Text
{
    public static string Money(decimal amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>A time of day in UTC, to the second; every service and log line of the solution is in UTC.</summary>
    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A time of day in UTC, to the millisecond.</summary>
    public static string Precise(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Machine-readable, for the <c>datetime</c> attribute.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>As short as its size allows: 12 ms, 3.4 s, 2 min 5 s, 3 h 12 min.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 0 } => "0 ms",
        { TotalMilliseconds: < 1000 } => duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms",
        { TotalSeconds: < 60 } => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 60 } => $"{duration.Minutes} min {duration.Seconds} s",
        _ => $"{(long)duration.TotalHours} h {duration.Minutes} min",
    };

    /// <summary>The same, with a digit more below 100 ms.</summary>
    public static string FineDuration(TimeSpan duration) => duration.TotalMilliseconds < 100
        ? duration.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms"
        : Duration(duration);

    /// <summary>The end of a UUIDv7 is its random part, so that tells orders of the same second apart.</summary>
    public static string ShortId(Guid id) => "…" + id.ToString()[^8..];

    /// <summary>A reason as it stands on the wire, in words: <c>out_of_stock</c> is "out of stock".</summary>
    public static string Reason(string? reason) => reason?.Replace('_', ' ') ?? "";
}
