namespace OrderSaga.Load;

/// <summary>A setting is missing or makes no sense.</summary>
/// <param name="setting">Its name, with colons.</param>
/// <param name="value">What it says; null if it is missing.</param>
/// <param name="expected">What it should say.</param>
internal sealed class SettingException(string setting, string? value, string expected)
    : Exception($"The setting {setting} (environment variable {setting.Replace(":", "__")}) "
        + (value is null ? $"is missing: expected is {expected}." : $"is '{value}': expected is {expected}."));
