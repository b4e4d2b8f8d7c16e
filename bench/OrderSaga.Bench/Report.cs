using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrderSaga.Bench;

/// <summary>Collects the figures of all runs, prints each as it comes, and the medians in the end.</summary>
internal sealed class Report(Settings settings)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly List<(string Target, string Load, Figures Figures)> runs = [];
    private readonly List<CurvePoint> curve = [];

    public FlatFigures? Flat { get; set; }

    public MachineFigures? Machine { get; set; }

    public void Add(string target, string load, Figures figures)
    {
        runs.Add((target, load, figures));
        Console.WriteLine($"  {target,-10} {load,-18} {Line(figures)}");
    }

    public void AddPoint(double rate, Figures figures)
    {
        curve.Add(new CurvePoint(rate, figures.SagasPerSecond, figures.P50, figures.P99));
        Console.WriteLine($"  load {rate,6:F0}/s: {Line(figures)}");
    }

    public Figures? Median(string target, string load) =>
        runs.Where(run => run.Target == target && run.Load == load).Select(run => run.Figures).ToList() is { Count: > 0 } figures
            ? Figures.Median(figures)
            : null;

    public async Task WriteAsync()
    {
        var medians = runs.Select(run => (run.Target, run.Load)).Distinct()
            .Select(key => new { key.Target, key.Load, Figures = Median(key.Target, key.Load)! })
            .ToList();
        Console.WriteLine();
        Console.WriteLine($"Medians of {settings.Runs}; {settings.Orders} orders, {settings.Clients} clients; every run settled, and its at-rest equations hold.");
        foreach (var median in medians)
        {
            Console.WriteLine($"{median.Target,-10} {median.Load,-18} {Line(median.Figures)}");
            Console.WriteLine($"{"",30}{Costs(median.Figures)}");
        }

        if (settings.Versus is { } versus)
        {
            foreach (var load in medians.Select(median => median.Load).Distinct())
            {
                if (Median(settings.Base, load) is { } ours && Median(versus, load) is { } theirs)
                {
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{settings.Base} / {versus}, {load}: {ours.SagasPerSecond / theirs.SagasPerSecond:F2} times the sagas/s, p50 {ours.P50 / theirs.P50:F2}, p99 {ours.P99 / theirs.P99:F2}"));
                }
            }
        }

        foreach (var line in (Flat?.Lines ?? []).Concat(Machine?.Lines ?? []))
        {
            Console.WriteLine(line);
        }

        var machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        Console.WriteLine(machine);
        var all = new { machine, settings.Orders, settings.Clients, settings.Versus, medians, runs = runs.Select(run => new { run.Target, run.Load, run.Figures }), curve, Flat, bare = Machine };
        await File.WriteAllTextAsync(settings.Json, JsonSerializer.Serialize(all, Indented));
        if (settings.Plot is { } plot)
        {
            await File.WriteAllTextAsync(plot, LoadPlot.Draw(curve));
        }
    }

    private static string Line(Figures run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.SagasPerSecond,6:F0} sagas/s {run.PostsPerSecond,6:F0} POST/s  p50 {run.P50,7:F1}  p95 {run.P95,7:F1}  p99 {run.P99,7:F1} ms  own CPU {run.OwnCpuMicroseconds,4:F0} µs{(run.SlowestFlush is { } flush ? $"  slowest flush {flush:F0} ms" : "")}");

    private static string Costs(Figures run)
    {
        var cpu = string.Join(", ", run.CpuMicroseconds.OrderByDescending(part => part.Value)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value:F0}")));
        return "a saga: CPU µs " + cpu + (run.Servers is not { } servers ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"; commits {servers.Commits:F3}, fsyncs {servers.Fsyncs:F3}, WAL {servers.WalBytes / 1024:F2} KB, messages {servers.Messages:F2}; mean batch {servers.BatchSize:F1}"));
    }
}

/// <summary>One load of the curve: what was asked for, what came of it, and how long a saga took.</summary>
internal sealed record CurvePoint(double Rate, double SagasPerSecond, double P50, double P99);
