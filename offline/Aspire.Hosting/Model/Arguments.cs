namespace Aspire.Hosting.ApplicationModel;

internal sealed record Arguments(IReadOnlyList<string> Values) : IResourceAnnotation;
