namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource wrote. Lines are numbered from 1.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
