namespace OrderSaga.Bench;

/// <summary>Everything that one call measures. Where two are compared they take turns: A B A B.</summary>
internal sealed class Session(Settings settings, Report report)
{
    /// <summary>The low rate of the latency figures, orders a second.</summary>
    private const double LowRate = 20;

    public async Task RunAsync()
    {
        if (settings.Machine)
        {
            await using var target = await StartShippedAsync();
            report.Machine = await new Machine(target).MeasureAsync();
        }
        else if (settings.Flat)
        {
            await using var target = await StartShippedAsync();
            await new Flat(settings, report, target).RunAsync();
        }
        else if (settings.Rates.Count > 0)
        {
            await MeasureAtRatesAsync();
        }
        else if (settings.Versus is null)
        {
            await MeasureAloneAsync();
        }
        else
        {
            await CompareAsync(settings.Versus);
        }
    }

    private async Task MeasureAtRatesAsync()
    {
        await using var target = await StartShippedAsync();
        foreach (var rate in settings.Rates)
        {
            var orders = (int)Math.Max(rate * 10, 200);
            report.Add("shipped", $"at {rate:F0}/s", await Measurement.RunAsync(target, Mix.Find("spread"), orders, clients: 0, rate));
        }
    }

    private async Task MeasureAloneAsync()
    {
        await using var target = await StartShippedAsync();
        foreach (var mix in settings.Mixes)
        {
            await RepeatAsync(mix.Name, () => Measurement.RunAsync(target, mix, settings.Orders, settings.Clients, rate: 0));
        }

        if (settings.Latency)
        {
            await MeasureLatencyAsync(target);
        }

        if (settings.Curve && report.Median("shipped", "spread") is { } top)
        {
            foreach (var share in new[] { 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95 })
            {
                var rate = top.SagasPerSecond * share;
                report.AddPoint(rate, await Measurement.RunAsync(target, Mix.Find("spread"), (int)(rate * 8), clients: 0, rate));
            }
        }
    }

    private async Task MeasureLatencyAsync(ITarget target)
    {
        var spread = Mix.Find("spread");
        await RepeatAsync("at 20/s", () => Measurement.RunAsync(target, spread, orders: 1200, clients: 0, LowRate));
        if (report.Median("shipped", "spread") is { } full)
        {
            var half = full.SagasPerSecond / 2;
            await RepeatAsync($"at half ({half:F0}/s)", () => Measurement.RunAsync(target, spread, (int)(half * 10), clients: 0, half));
        }
    }

    /// <summary>As many runs as were asked for, of which the report gives the median.</summary>
    private async Task RepeatAsync(string load, Func<Task<Figures>> measure)
    {
        for (var run = 0; run < settings.Runs; run++)
        {
            report.Add("shipped", load, await measure());
        }
    }

    private async Task CompareAsync(string versus)
    {
        for (var run = 0; run < settings.Runs; run++)
        {
            foreach (var name in new[] { settings.Base, versus })
            {
                await using var target = await StartAsync(name);
                foreach (var mix in settings.Mixes)
                {
                    report.Add(name, mix.Name, await Measurement.RunAsync(target, mix, settings.Orders, settings.Clients, rate: 0));
                }

                if (settings.Latency)
                {
                    report.Add(name, "at 20/s", await Measurement.RunAsync(target, Mix.Find("spread"), orders: 400, clients: 0, LowRate));
                }
            }
        }
    }

    /// <summary>
    /// As after its first checkpoint: Postgres then writes its WAL over files that it has. Until then it lays out a new one for each 16 MB, and
    /// flushes that while all commits wait. Where two are compared neither has this, since another build's database is out of reach.
    /// </summary>
    private async Task<GraphTarget> StartShippedAsync()
    {
        var target = (GraphTarget)await StartAsync("shipped");
        await target.CheckpointAsync();
        return target;
    }

    private Task<GraphTarget> StartGraphAsync(IReadOnlyList<KeyValuePair<string, string>> environment, bool exports) =>
        GraphTarget.StartAsync(environment, exports, settings.Proxied);

    private async Task<ITarget> StartAsync(string name)
    {
        ITarget target = name switch
        {
            "shipped" => await StartGraphAsync(settings.Environment, exports: true),
            "untraced" => await StartGraphAsync(settings.Environment, exports: false),
            "off" => await StartGraphAsync([.. settings.Environment, new("OTEL_SDK_DISABLED", "true")], exports: false),
            "naive" => await StartGraphAsync([.. settings.Environment, .. GraphTarget.Naive], exports: true),
            _ when Settings.IsVariable(name) => await StartGraphAsync([.. settings.Environment, Settings.Pair(name)], exports: true),
            _ => await CommandTarget.StartAsync(name),
        };
        if (settings.WarmUp > 0)
        {
            var shop = Shop.Unique(target.Services, Mix.Find("spread"));
            await shop.StockAsync();
            await MeasuredLoad.AtFullSpeedAsync(target.Services, shop, settings.WarmUp, settings.Clients);
            await Settlement.WaitAsync(target.Services, TimeSpan.FromMinutes(10));
        }

        return target;
    }
}
