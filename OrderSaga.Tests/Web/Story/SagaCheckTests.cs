using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

public sealed class SagaCheckTests
{
    [Theory]
    [InlineData("CONFIRMED", "RESERVED", "CHARGED", Verdict.Holds)]
    [InlineData("CONFIRMED", "RELEASED", "CHARGED", Verdict.Broken)]
    [InlineData("CONFIRMED", "RESERVED", "DECLINED", Verdict.Broken)]
    [InlineData("CONFIRMED", null, null, Verdict.Broken)]
    [InlineData("CANCELLED", "RELEASED", "DECLINED", Verdict.Holds)]
    [InlineData("CANCELLED", "REJECTED", null, Verdict.Holds)]
    [InlineData("CANCELLED", null, "VOIDED", Verdict.Holds)]
    [InlineData("CANCELLED", "RESERVED", "REFUNDED", Verdict.Broken)]
    [InlineData("CANCELLED", "RELEASED", "CHARGED", Verdict.Broken)]
    public void Of_Settled_MustAgree(string status, string? reservation, string? payment, Verdict expected) =>
        Assert.Equal(expected, SagaCheck.Of(Order(status, settled: true), Reservation(reservation), Payment(payment)).Verdict);

    [Fact]
    public void Of_NotSettled_SaysNothingYet() =>
        Assert.Equal(Verdict.UnderWay, SagaCheck.Of(Order("PENDING", settled: false), Reservation("RESERVED"), Payment(null)).Verdict);

    [Fact]
    public void Of_AServiceIsDown_IsUnknown() => Assert.Equal(
        Verdict.Unknown, SagaCheck.Of(Order("CONFIRMED", settled: true), Reservation("RESERVED"), new(AnswerKind.Down, null, "away")).Verdict);

    private static Answer<OrderView> Order(string status, bool settled) => Ok<OrderView>(new(
        Guid.Empty, "alice", "laptop", 1, 1m, status, null, settled, "NONE", "NONE", 0, null, null, Messages.Start, Messages.Start));

    private static Answer<ReservationView> Reservation(string? status) =>
        status is null ? new(AnswerKind.NotFound, null, null) : Ok<ReservationView>(new(Guid.Empty, "laptop", 1, status, null));

    private static Answer<PaymentView> Payment(string? status) =>
        status is null ? new(AnswerKind.NotFound, null, null) : Ok<PaymentView>(new(Guid.Empty, "alice", 1m, status, null));

    private static Answer<T> Ok<T>(T value) => new(AnswerKind.Ok, value, null);
}
