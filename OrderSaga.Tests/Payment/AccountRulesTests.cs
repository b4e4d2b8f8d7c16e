using System.Globalization;
using OrderSaga.Contracts.Http;
using OrderSaga.Payment.Api;

namespace OrderSaga.Tests.Payment;

public sealed class AccountRulesTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.01")]
    [InlineData("12.50")]
    [InlineData("12.500")]
    [InlineData("1000000000000")]
    public void Check_WithinBounds_HasNoErrors(string balance) => Assert.Empty(AccountRules.Check("a.b_c-D9", Request(balance)));

    [Theory]
    [InlineData("-0.01")]
    [InlineData("0.001")]
    [InlineData("12.345")]
    [InlineData("1000000000000.01")]
    [InlineData("79228162514264337593543950335")]
    public void Check_BalanceOutOfBounds_NamesTheField(string balance) =>
        Assert.Equal(["balance"], AccountRules.Check("alice", Request(balance)).Keys);

    [Fact]
    public void Check_NoBalance_NamesTheField() => Assert.Equal(["balance"], AccountRules.Check("alice", new SetBalanceRequest(null)).Keys);

    [Fact]
    public void Check_NoBody_NamesTheField() => Assert.Equal(["balance"], AccountRules.Check("alice", request: null).Keys);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("Zoë")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void Check_BadName_NamesTheField(string userId) => Assert.Equal(["userId"], AccountRules.Check(userId).Keys);

    [Fact]
    public void Check_NameAtAndBeyondTheLongest_AllowsOnlyTheFirst()
    {
        Assert.Empty(AccountRules.Check(new string('x', 64)));
        Assert.Equal(["userId"], AccountRules.Check(new string('x', 65)).Keys);
    }

    [Fact]
    public void Check_NameAndBodyBad_NamesBoth() => Assert.Equal(["balance", "userId"], AccountRules.Check("", Request("-1")).Keys.Order());

    private static SetBalanceRequest Request(string balance) => new(decimal.Parse(balance, CultureInfo.InvariantCulture));
}
