using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>
    /// A loop that is busy with one piece of work for longer than this is wedged, and <c>/alive</c> fails. Below what the longest
    /// timeout takes (a statement's: 30 s), a slow database gets a sound service restarted; too large, and a wedged one stays.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan WedgedAfter { get; set; } = TimeSpan.FromMinutes(2);
}
