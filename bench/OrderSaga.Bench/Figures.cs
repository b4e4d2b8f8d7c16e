namespace OrderSaga.Bench;

/// <summary>What one run measured. Costs are per saga.</summary>
/// <param name="SagasPerSecond">From the first POST to the last settlement.</param>
/// <param name="PostsPerSecond">From the first POST to the last answer.</param>
/// <param name="P50">Of the time from accepted to settled, milliseconds.</param>
/// <param name="P95">Likewise.</param>
/// <param name="P99">Likewise.</param>
/// <param name="CpuMicroseconds">By part of the system.</param>
/// <param name="Servers">What the servers count, per saga; null where they are out of reach.</param>
internal sealed record Figures(
    double SagasPerSecond,
    double PostsPerSecond,
    double P50,
    double P95,
    double P99,
    IReadOnlyDictionary<string, double> CpuMicroseconds,
    ServerFigures? Servers)
{
    /// <summary>The longest that the disk took for one block of a file of the bench's own meanwhile, milliseconds; null at full speed, where it is not asked.</summary>
    public double? SlowestFlush { get; init; }

    public double OwnCpuMicroseconds => ProcessorTime.Own.Sum(part => CpuMicroseconds.GetValueOrDefault(part));

    /// <summary>Each figure the median of its own.</summary>
    public static Figures Median(IReadOnlyList<Figures> runs) => new(
        Median(runs, run => run.SagasPerSecond),
        Median(runs, run => run.PostsPerSecond),
        Median(runs, run => run.P50),
        Median(runs, run => run.P95),
        Median(runs, run => run.P99),
        runs[0].CpuMicroseconds.Keys.ToDictionary(part => part, part => Median(runs, run => run.CpuMicroseconds.GetValueOrDefault(part))),
        runs.Any(run => run.Servers is null)
            ? null
            : new ServerFigures(
                Median(runs, run => run.Servers!.Commits),
                Median(runs, run => run.Servers!.WalBytes),
                Median(runs, run => run.Servers!.Fsyncs),
                Median(runs, run => run.Servers!.Messages),
                Median(runs, run => run.Servers!.BatchSize)))
    {
        SlowestFlush = runs.Any(run => run.SlowestFlush is null) ? null : Median(runs, run => run.SlowestFlush!.Value),
    };

    private static double Median(IReadOnlyList<Figures> runs, Func<Figures, double> figure)
    {
        var sorted = runs.Select(figure).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>Per saga, but for the mean number of messages in a consumer's transaction.</summary>
internal sealed record ServerFigures(double Commits, double WalBytes, double Fsyncs, double Messages, double BatchSize);
