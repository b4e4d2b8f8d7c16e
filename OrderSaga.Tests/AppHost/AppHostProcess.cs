using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.AppHost;

/// <summary>
/// The AppHost as a user starts it, with its dashboard, in a process of its own: to be killed, or asked to publish. Every process that it leads to
/// inherits a mark in its environment, by which it is found. Linux alone shows another process's environment.
/// </summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    public const string DashboardKey = "a-key-for-this-test-alone";

    public const string BrowserToken = "a-token-for-this-test-alone";

    private const string Mark = "ORDERSAGA_TEST_MARK";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan SettleDeadline = TimeSpan.FromSeconds(30);

    private readonly string mark = Guid.CreateVersion7().ToString("N");
    private readonly Process process;

    private AppHostProcess(string[] arguments, Action<AppHostProcess, ProcessStartInfo> configure)
    {
        var directory = global::Projects.OrderSaga_AppHost.ProjectPath;
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(directory, "bin", configuration, "net10.0", "OrderSaga.AppHost.dll"), .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Mark] = mark;
        configure(this, start);
        process = Process.Start(start)!;
        Output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public Task<string[]> Output { get; }

    private string VolumePrefix => $"ordersaga-test-{mark}";

    /// <summary>Starts it as <c>dotnet run</c> does, on ports of its own.</summary>
    public static AppHostProcess Run() => new([], (appHost, start) =>
    {
        var environment = start.Environment;
        environment["DOTNET_ENVIRONMENT"] = environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        environment["ASPNETCORE_URLS"] = $"http://localhost:{FreePort()}";
        environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{FreePort()}";
        environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{FreePort()}";
        environment["AppHost__DashboardApiKey"] = DashboardKey;
        environment["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"] = BrowserToken;
        environment["DcpPublisher__RandomizePorts"] = "true";
        environment["DataVolumePrefix"] = appHost.VolumePrefix;
        environment["OTEL_TRACES_SAMPLER"] = "parentbased_always_on";
    });

    /// <summary>Publishes, and returns what was printed.</summary>
    public static async Task<string> PublishAsync(string manifest)
    {
        await using var publisher = new AppHostProcess(
            ["--operation", "publish", "--publisher", "manifest", "--output-path", manifest],
            (_, start) => start.Environment["DOTNET_ENVIRONMENT"] = "Production");
        await publisher.process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        return string.Concat(await publisher.Output);
    }

    /// <summary>The processes that it has led to, itself included: id and command line.</summary>
    public IReadOnlyList<(int Id, string Command)> Family()
    {
        var family = new List<(int, string)>();
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out var id) && Read(directory, "environ").Contains($"{Mark}={mark}", StringComparison.Ordinal))
            {
                family.Add((id, Read(directory, "cmdline").Replace('\0', ' ')));
            }
        }

        return family;
    }

    /// <summary>The processes of a program.</summary>
    public IReadOnlyList<int> Find(string program) =>
        [.. Family().Where(member => member.Command.TrimEnd().EndsWith($"/{program}", StringComparison.Ordinal)).Select(member => member.Id)];

    /// <summary>The address at which a service, or the dashboard, listens once it runs.</summary>
    public Uri? FindService(string program) => Find(program)
        .Select(id => Read($"/proc/{id}", "environ").Split('\0').FirstOrDefault(text => text.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal)))
        .Select(variable => variable is null ? null : new Uri(variable["ASPNETCORE_URLS=".Length..].Split(';')[0]))
        .FirstOrDefault();

    /// <summary>Places an order as soon as the page is healthy, and answers its trace id once it is CONFIRMED.</summary>
    public async Task<string> SettledOrderAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await UntilAsync(() => IsHealthyAsync(client, FindService("OrderSaga.Web")), "the page is healthy", StartDeadline);
        var orders = FindService("OrderSaga.Order")!;
        using var placed = await client.PostAsJsonAsync(new Uri(orders, "/orders"), new PlaceOrderRequest("alice", "laptop", 10m, 1));
        var order = (await placed.Content.ReadFromJsonAsync<OrderAccepted>())!;
        OrderView? view = null;
        await UntilAsync(
            async () => (view = await client.GetFromJsonAsync<OrderView>(new Uri(orders, $"/orders/{order.Id}")))!.Settled,
            "the order is settled",
            SettleDeadline);
        Assert.Equal("CONFIRMED", view!.Status);
        return view.TraceId!;
    }

    /// <summary>Waits, and lists the processes when it fails.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan deadline) =>
        Eventually.HoldsAsync(condition, what, deadline, () => Task.FromResult(string.Join(Environment.NewLine, Family())));

    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        await DataVolumes.RemoveAsync(VolumePrefix, TestContext.Current.SendDiagnosticMessage);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, Uri? service)
    {
        if (service is null)
        {
            return false;
        }

        using var health = await client.GetAsync(new Uri(service, "/health"));
        return health.IsSuccessStatusCode;
    }

    private static string Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return "";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
