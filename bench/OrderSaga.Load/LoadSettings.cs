using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrderSaga.Contracts;

namespace OrderSaga.Load;

/// <summary>What the program is told by its environment or command line.</summary>
/// <param name="Order">Address of the Order service.</param>
/// <param name="Inventory">Address of the Inventory service.</param>
/// <param name="Payment">Address of the Payment service.</param>
/// <param name="Rate">Orders a second.</param>
/// <param name="Mix">Who orders what.</param>
/// <param name="Duration">How long orders are posted; null for as long as the program runs.</param>
internal sealed record LoadSettings(Uri Order, Uri Inventory, Uri Payment, double Rate, Mix Mix, TimeSpan? Duration)
{
    public const double MinRate = 0.1;
    public const double MaxRate = 5000;
    public const double DefaultRate = 20;

    private static readonly string[] DurationFormats = [@"hh\:mm\:ss", @"d\.hh\:mm\:ss"];

    /// <exception cref="SettingException">A setting is missing or makes no sense.</exception>
    public static LoadSettings Read(IConfiguration configuration) => new(
        ReadAddress(configuration, Routes.OrderService),
        ReadAddress(configuration, Routes.InventoryService),
        ReadAddress(configuration, Routes.PaymentService),
        ReadRate(configuration),
        ReadMix(configuration),
        ReadDuration(configuration));

    // As Aspire's WithReference sets it: the environment variable services__order-service__http__0.
    private static Uri ReadAddress(IConfiguration configuration, string service)
    {
        var setting = $"services:{service}:http:0";
        return Uri.TryCreate(configuration[setting], UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new SettingException(setting, configuration[setting], "the service's http address");
    }

    private static double ReadRate(IConfiguration configuration) => configuration["Load:Rate"] switch
    {
        null or "" => DefaultRate,
        var text when double.TryParse(text, CultureInfo.InvariantCulture, out var rate) && rate is >= MinRate and <= MaxRate => rate,
        var text => throw new SettingException(
            "Load:Rate", text, string.Create(CultureInfo.InvariantCulture, $"a number of orders a second from {MinRate} to {MaxRate}")),
    };

    private static Mix ReadMix(IConfiguration configuration) => configuration["Load:Mix"] switch
    {
        null or "" => Mix.Demo,
        var name => Mix.All.FirstOrDefault(mix => mix.Name == name)
            ?? throw new SettingException("Load:Mix", name, $"one of {string.Join(", ", Mix.All.Select(mix => mix.Name))}"),
    };

    // Not TimeSpan.Parse: it takes 60 for sixty days.
    private static TimeSpan? ReadDuration(IConfiguration configuration) => configuration["Load:Duration"] switch
    {
        null or "" => null,
        var text when TimeSpan.TryParseExact(text, DurationFormats, CultureInfo.InvariantCulture, out var duration)
            && duration > TimeSpan.Zero => duration,
        var text => throw new SettingException("Load:Duration", text, "a duration as hh:mm:ss, greater than zero"),
    };
}
