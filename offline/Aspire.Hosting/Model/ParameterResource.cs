namespace Aspire.Hosting.ApplicationModel;

/// <summary>A user name or password given from outside. Present for signatures only: offline credentials are always generated.</summary>
public class ParameterResource : Resource
{
    internal ParameterResource(string name) : base(name)
    {
    }
}
