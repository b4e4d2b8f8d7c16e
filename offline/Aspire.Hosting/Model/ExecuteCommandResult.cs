namespace Aspire.Hosting.ApplicationModel;

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public bool Canceled { get; init; }

    /// <summary>What went wrong, for people; null on success.</summary>
    public string? Message { get; init; }
}
