namespace OrderSaga.Bench;

/// <summary>What to measure, as the command line says it.</summary>
internal sealed record Settings
{
    public const string Usage = """
        bench/run [options]
          --orders N         orders of a run (10000)
          --clients N        HTTP clients, each sending its next order when the last is answered (32)
          --warmup N         orders before the first run of a graph (15000)
          --runs N           runs of each kind; medians are reported (3)
          --mix A,B          spread, hot-item, hot-account, declined, out-of-stock (all of them)
          --no-latency       leave out the runs at a fixed rate
          --rates A,B        instead: latency at these orders a second, ten seconds each after three that do not count
          --versus naive     compare with the same services, one message a transaction and the outbox polled every 50 ms; A B A B
          --versus COMMAND   compare with any build of the same HTTP contract: COMMAND serves it on BENCH_ORDER, BENCH_INVENTORY,
                             BENCH_PAYMENT (http://localhost:5101, :5102, :5103) until it gets SIGTERM
          --versus untraced  compare with the same services without an exporter
          --versus off       what telemetry costs that nobody collects: no exporter and no page, against OTEL_SDK_DISABLED
          --versus NAME=VALUE  compare with the same services with this environment variable set
          --set NAME=VALUE   an environment variable for the services, as Consumer__MaxBatchSize=100; repeatable
          --proxied          through the orchestrator's TCP proxies, as in Aspire by default; otherwise straight to the services
          --curve            throughput and latency at rates up to the maximum; with --plot FILE drawn as SVG
          --flat             whether it stays as fast: empty tables, a long history, a backlog in the outbox; memory, also in outages
          --machine          instead: what Postgres and RabbitMQ do here by themselves, to read all the other figures by
          --history N        settled orders, and rows in each inbox (5000000)
          --backlog N        rows in the outbox (200000)
          --outage SECONDS   how long each part is stopped (20)
          --json FILE        the figures as JSON (bench-results.json)
        """;

    public int Orders { get; init; } = 10_000;

    public int Clients { get; init; } = 32;

    public int WarmUp { get; init; } = 15_000;

    public int Runs { get; init; } = 3;

    public IReadOnlyList<Mix> Mixes { get; init; } = Mix.Measured;

    public bool Latency { get; init; } = true;

    public IReadOnlyList<double> Rates { get; init; } = [];

    public string? Versus { get; init; }

    /// <summary>What <see cref="Versus"/> is compared with.</summary>
    public string Base => Versus == "off" ? "untraced" : "shipped";

    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Whether requests go through the orchestrator's TCP proxies.</summary>
    public bool Proxied { get; init; }

    public bool Curve { get; init; }

    public string? Plot { get; init; }

    public bool Flat { get; init; }

    public bool Machine { get; init; }

    public long History { get; init; } = 5_000_000;

    public long Backlog { get; init; } = 200_000;

    public int OutageSeconds { get; init; } = 20;

    public string Json { get; init; } = "bench-results.json";

    /// <exception cref="ArgumentException">An option is unknown, or lacks its value.</exception>
    public static Settings Parse(string[] args)
    {
        var settings = new Settings();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
            settings = args[i] switch
            {
                "--orders" => settings with { Orders = int.Parse(Value()) },
                "--clients" => settings with { Clients = int.Parse(Value()) },
                "--warmup" => settings with { WarmUp = int.Parse(Value()) },
                "--runs" => settings with { Runs = int.Parse(Value()) },
                "--mix" => settings with { Mixes = [.. Value().Split(',').Select(Mix.Find)] },
                "--no-latency" => settings with { Latency = false },
                "--rates" => settings with { Rates = [.. Value().Split(',').Select(double.Parse)] },
                "--versus" => settings with { Versus = Value() },
                "--set" => settings with { Environment = [.. settings.Environment, Pair(Value())] },
                "--proxied" => settings with { Proxied = true },
                "--curve" => settings with { Curve = true },
                "--plot" => settings with { Curve = true, Plot = Value() },
                "--machine" => settings with { Machine = true, WarmUp = 0 },
                "--flat" => settings with { Flat = true },
                "--history" => settings with { History = long.Parse(Value()) },
                "--backlog" => settings with { Backlog = long.Parse(Value()) },
                "--outage" => settings with { OutageSeconds = int.Parse(Value()) },
                "--json" => settings with { Json = Value() },
                _ => throw new ArgumentException($"Unknown option {args[i]}."),
            };
        }

        return settings;
    }

    /// <summary>Whether it is the NAME=VALUE of an environment variable, rather than a command, which has a space or no equals sign.</summary>
    public static bool IsVariable(string text) => text.Contains('=') && !text.Contains(' ');

    public static KeyValuePair<string, string> Pair(string text) => text.Split('=', 2) is [var name, var value]
        ? new(name, value)
        : throw new ArgumentException($"'{text}' is not NAME=VALUE.");
}
