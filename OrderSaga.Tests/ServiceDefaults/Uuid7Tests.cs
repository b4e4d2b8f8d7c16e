using OrderSaga.ServiceDefaults;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>The ids of messages and orders: RFC 9562, section 5.7.</summary>
public sealed class Uuid7Tests
{
    private const long LastMillisecond = 0xFFFF_FFFF_FFFF;

    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000_123)]
    [InlineData(253_402_300_799_999)]
    public void Create_AnyMoment_CarriesItWithVersionAndVariant(long milliseconds)
    {
        var id = Uuid7.Create(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 0x8, 0xB);
        Assert.Equal(milliseconds, Convert.ToInt64(id.ToString("N")[..12], 16) & LastMillisecond);
    }

    [Fact]
    public void Create_LaterMoment_SortsBehindInPostgres()
    {
        // uuid compares there as its text does.
        var ids = Enumerable.Range(0, 1000).Select(i => Uuid7.Create(DateTimeOffset.UnixEpoch.AddMilliseconds(i)).ToString()).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Create_ManyOnManyThreads_AreAllDifferentInEveryRandomByte()
    {
        var ids = new Guid[4][];
        Parallel.For(0, ids.Length, i => ids[i] = [.. Enumerable.Range(0, 5000).Select(_ => Uuid7.Create(DateTimeOffset.UnixEpoch))]);

        var all = ids.SelectMany(some => some).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());

        // Each of the bytes takes every value it may: none is left at zero, none is fixed but for version and variant.
        var values = Enumerable.Range(6, 10).Select(at => all.Select(id => id.ToByteArray(bigEndian: true)[at]).Distinct().Count());
        Assert.Equal([16, 256, 64, 256, 256, 256, 256, 256, 256, 256], values);
    }

    [Fact]
    public void Create_BeforeTheEpoch_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Uuid7.Create(DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));
}
