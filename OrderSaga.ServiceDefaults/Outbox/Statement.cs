namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>SQL, of one statement or several, and its parameters as Dapper takes them.</summary>
/// <param name="Sql">A constant text: each statement of it is prepared once.</param>
/// <param name="Parameters">An object whose members are named in the text. Statements that travel together share one set of names.</param>
public sealed record Statement(string Sql, object Parameters);
