using System.Globalization;
using System.Text;

namespace OrderSaga.Web.Watch;

/// <summary>Lines over time as SVG paths, in a box as wide as there are points and 100 high.</summary>
public static class ChartPath
{
    public const int Height = 100;

    /// <summary>The least of 1, 2 or 5 times a power of ten that no value exceeds: a scale that rests while values move.</summary>
    public static double Scale(IEnumerable<double?> values)
    {
        var largest = values.Max() ?? 0;
        if (largest <= 1)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        return power * ((largest / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }

    /// <summary>One line; it breaks where there is no value, and a value alone is a dot.</summary>
    public static string Of(IReadOnlyList<double?> values, double scale)
    {
        var path = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value)
            {
                continue;
            }

            var begins = i == 0 || values[i - 1] is null;
            path.Append(CultureInfo.InvariantCulture, $"{(begins ? 'M' : 'L')}{i} {Height - (Height * Math.Min(value, scale) / scale):0.#}");
            if (begins && (i == values.Count - 1 || values[i + 1] is null))
            {
                path.Append("h0.5");
            }
        }

        return path.ToString();
    }
}

/// <param name="Name">In the legend.</param>
/// <param name="Css">Its colour's class.</param>
/// <param name="Values">Oldest first; null where there is none.</param>
public sealed record ChartSeries(string Name, string Css, IReadOnlyList<double?> Values);
