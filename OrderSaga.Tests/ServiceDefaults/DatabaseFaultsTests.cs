using Npgsql;
using OrderSaga.ServiceDefaults.Http;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData("25P03", true)] // idle_in_transaction_session_timeout
    [InlineData("57P05", true)] // idle_session_timeout
    [InlineData("57014", true)] // query_canceled: statement_timeout
    [InlineData("25P04", true)] // transaction_timeout
    [InlineData("25006", true)] // read_only_sql_transaction
    [InlineData("40P01", true)] // deadlock_detected
    [InlineData("57P01", true)] // admin_shutdown
    [InlineData("23514", false)] // check_violation
    [InlineData("25P02", false)] // in_failed_sql_transaction
    [InlineData("42601", false)] // syntax_error
    public void IsTransient_ByState(string sqlState, bool expected)
    {
        var fault = new PostgresException("told", "FATAL", "FATAL", sqlState);

        Assert.Equal(expected, DatabaseFaults.IsTransient(fault));
        Assert.Equal(expected, TransientFaults.Match(fault));
    }

    [Theory]
    [InlineData(5, 1024, 20)] // the defaults
    [InlineData(1, 10_000, 3)]
    [InlineData(600, 1, 1_201_200)]
    public void ClaimTimeout_CoversTheRoundsThatAClaimTakes(int confirmSeconds, int inFlight, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        new OutboxOptions { ConfirmTimeout = TimeSpan.FromSeconds(confirmSeconds), MaxInFlight = inFlight }.ClaimTimeout);

    [Fact]
    public void AllowIdle_MoreThanTheServerCounts_IsItsMost() => Assert.Equal(
        "SET LOCAL idle_in_transaction_session_timeout TO 2147483647;", SessionSettings.AllowIdle(TimeSpan.FromDays(60)));
}
