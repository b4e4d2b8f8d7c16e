using System.Reflection;
using System.Text;

namespace OrderSaga.Tests.Plumbing;

/// <summary>An assembly with migrations as a test wants them.</summary>
internal sealed class ScriptedAssembly(params (string Name, string Sql)[] scripts) : Assembly
{
    private const string Prefix = "Scripted.Migrations.";

    public override string[] GetManifestResourceNames() => [.. scripts.Select(script => Prefix + script.Name)];

    public override Stream GetManifestResourceStream(string name) =>
        new MemoryStream(Encoding.UTF8.GetBytes(scripts.Single(script => Prefix + script.Name == name).Sql));
}
