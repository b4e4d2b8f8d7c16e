using System.Globalization;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>What may be asked for. Each rule answers the fields that break it, by their names; none when all is well.</summary>
internal static class ChaosRules
{
    /// <summary>A longer delay would make a loop look stuck, and the service would be restarted.</summary>
    public const int MaxDelayMs = 60_000;

    public const int MaxMessages = 10_000;

    public static Dictionary<string, string[]> Check(PauseRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request?.Paused is null)
        {
            errors["paused"] = ["is required"];
        }

        return errors;
    }

    public static Dictionary<string, string[]> Check(DisturbHandlerRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        Require(errors, "failRate", request?.FailRate, 1);
        Require(errors, "delayMs", request?.DelayMs, MaxDelayMs);
        return errors;
    }

    public static Dictionary<string, string[]> Check(DisturbRelayRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        Require(errors, "dropNext", request?.DropNext, MaxMessages);
        Require(errors, "duplicateNext", request?.DuplicateNext, MaxMessages);
        return errors;
    }

    private static void Require(Dictionary<string, string[]> errors, string field, double? value, int most)
    {
        if (value is null)
        {
            errors[field] = ["is required"];
        }
        else if (value is not >= 0 || value > most)
        {
            errors[field] = [string.Create(CultureInfo.InvariantCulture, $"must be from 0 to {most}")];
        }
    }
}
