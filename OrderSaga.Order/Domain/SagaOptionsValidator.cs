using Microsoft.Extensions.Options;

namespace OrderSaga.Order.Domain;

/// <summary>A service with senseless timing does not start.</summary>
internal sealed class SagaOptionsValidator : IValidateOptions<SagaOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, SagaOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        RequireDuration(nameof(options.StepTimeout), options.StepTimeout);
        RequireDuration(nameof(options.MaxStepTimeout), options.MaxStepTimeout);
        RequireDuration(nameof(options.GiveUpAfter), options.GiveUpAfter);
        if (options.MaxStepTimeout < options.StepTimeout)
        {
            failures.AddError("must not be less than StepTimeout.", Key(nameof(options.MaxStepTimeout)));
        }

        return failures.Build();

        void RequireDuration(string option, TimeSpan value)
        {
            if (value < Shortest || value > Longest)
            {
                failures.AddError("must be from 1 millisecond to 1 day.", Key(option));
            }
        }
    }

    private static string Key(string option) => $"{SagaOptions.Section}:{option}";
}
