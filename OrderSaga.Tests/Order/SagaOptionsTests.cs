using OrderSaga.Order.Domain;

namespace OrderSaga.Tests.Order;

public sealed class SagaOptionsTests
{
    private static readonly SagaOptionsValidator Validator = new();

    [Fact]
    public void Validate_Defaults_AreFine() => Assert.True(Validator.Validate(null, new SagaOptions()).Succeeded);

    [Fact]
    public void Validate_EveryBadOption_IsNamed()
    {
        var result = Validator.Validate(null, new SagaOptions
        {
            StepTimeout = TimeSpan.Zero,
            MaxStepTimeout = TimeSpan.FromSeconds(-1),
            GiveUpAfter = TimeSpan.FromDays(2),
        });

        Assert.True(result.Failed);
        Assert.All(
            ["Saga:StepTimeout", "Saga:MaxStepTimeout", "Saga:GiveUpAfter"],
            option => Assert.Contains(option, result.FailureMessage));
    }

    [Fact]
    public void Validate_MaxStepTimeoutBelowStepTimeout_IsRefused() => Assert.True(Validator.Validate(
        null, new SagaOptions { StepTimeout = TimeSpan.FromSeconds(2), MaxStepTimeout = TimeSpan.FromSeconds(1) }).Failed);
}
