using System.Globalization;
using System.Text;

namespace OrderSaga.Bench;

/// <summary>Latency against load as an SVG, without a library: two lines on a logarithmic axis.</summary>
internal static class LoadPlot
{
    private const double Width = 720, Height = 360, Left = 76, Right = 700, Top = 24, Bottom = 310;

    public static string Draw(IReadOnlyList<CurvePoint> curve)
    {
        var maxRate = Math.Max(1, curve.Max(point => point.Rate)) * 1.05;
        var decades = Math.Max(1, (int)Math.Ceiling(Math.Log10(Math.Max(10, curve.Max(point => point.P99)))));
        var svg = new StringBuilder();
        svg.AppendLine(Text($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' role='img' font-family='system-ui, sans-serif' font-size='13'>"));
        svg.AppendLine("<title>Saga latency against load</title><rect width='100%' height='100%' fill='#fff'/>");
        for (var decade = 0; decade <= decades; decade++)
        {
            var y = Y(Math.Pow(10, decade));
            svg.AppendLine(Text($"<line x1='{Left}' x2='{Right}' y1='{y:F1}' y2='{y:F1}' stroke='#ddd'/><text x='{Left - 8}' y='{y + 4:F1}' text-anchor='end'>{Math.Pow(10, decade):F0} ms</text>"));
        }

        foreach (var point in curve)
        {
            svg.AppendLine(Text($"<text x='{X(point.Rate):F1}' y='{Bottom + 20}' text-anchor='middle'>{point.Rate:F0}</text>"));
        }

        svg.AppendLine(Text($"<text x='{(Left + Right) / 2}' y='{Bottom + 42}' text-anchor='middle'>orders a second, offered at a steady rate</text>"));
        Line("p50", "#1f6feb", point => point.P50);
        Line("p99", "#c2410c", point => point.P99);
        return svg.AppendLine("</svg>").ToString();

        double X(double rate) => Left + ((Right - Left) * rate / maxRate);

        double Y(double milliseconds) => Bottom - ((Bottom - Top) * Math.Log10(Math.Max(1, milliseconds)) / decades);

        void Line(string name, string colour, Func<CurvePoint, double> value)
        {
            var points = string.Join(' ', curve.Select(point => Text($"{X(point.Rate):F1},{Y(value(point)):F1}")));
            svg.AppendLine($"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2'/>");
            foreach (var point in curve)
            {
                svg.AppendLine(Text($"<circle cx='{X(point.Rate):F1}' cy='{Y(value(point)):F1}' r='3.5' fill='{colour}'/>"));
            }

            var last = curve[^1];
            svg.AppendLine(Text($"<text x='{X(last.Rate) - 8:F1}' y='{Y(value(last)) - 10:F1}' fill='{colour}' text-anchor='end'>{name}</text>"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
