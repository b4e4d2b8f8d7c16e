using Microsoft.Extensions.Configuration;
using OrderSaga.Load;

namespace OrderSaga.Tests.Load;

public sealed class LoadSettingsTests
{
    [Fact]
    public void Read_AddressesOnly_HasDefaults()
    {
        var settings = Read();

        Assert.Equal(new Uri("http://order:1"), settings.Order);
        Assert.Equal(new Uri("http://inventory:2"), settings.Inventory);
        Assert.Equal(new Uri("http://payment:3"), settings.Payment);
        Assert.Equal((20, Mix.Demo, null), (settings.Rate, settings.Mix, settings.Duration));
    }

    [Fact]
    public void Read_EverythingSet_IsTaken()
    {
        var settings = Read(("Load:Rate", "0.1"), ("Load:Mix", "hot-item"), ("Load:Duration", "00:05:00"));

        Assert.Equal((0.1, Mix.Find("hot-item"), TimeSpan.FromMinutes(5)), (settings.Rate, settings.Mix, settings.Duration));
    }

    [Theory]
    [InlineData("Load:Rate", "0")]
    [InlineData("Load:Rate", "5001")]
    [InlineData("Load:Rate", "NaN")]
    [InlineData("Load:Rate", "many")]
    [InlineData("Load:Mix", "none")]
    [InlineData("Load:Duration", "60")]
    [InlineData("Load:Duration", "00:00:00")]
    [InlineData("services:order-service:http:0", null)]
    [InlineData("services:inventory-service:http:0", "nowhere")]
    [InlineData("services:payment-service:http:0", "ftp://payment")]
    public void Read_BadSetting_IsRefusedByName(string setting, string? value)
    {
        var refused = Assert.Throws<SettingException>(() => Read((setting, value)));

        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
        Assert.Contains(setting.Replace(":", "__"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(value ?? "missing", refused.Message, StringComparison.Ordinal);
    }

    private static LoadSettings Read(params (string Setting, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["services:order-service:http:0"] = "http://order:1",
            ["services:inventory-service:http:0"] = "http://inventory:2",
            ["services:payment-service:http:0"] = "http://payment:3",
        };
        foreach (var (setting, value) in settings)
        {
            values[setting] = value;
        }

        return LoadSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
