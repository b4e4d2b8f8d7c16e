using System.Reflection;

namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>An assembly whose embedded resources <c>….Migrations.NNN_name.sql</c> are applied in order, each once.</summary>
public sealed record MigrationSource(string Name, Assembly Assembly);
