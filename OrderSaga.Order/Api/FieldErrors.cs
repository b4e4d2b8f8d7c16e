namespace OrderSaga.Order.Api;

/// <summary>What is wrong with a request, by the name of the field; the body of a 400.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> errors = [];

    public bool Any => errors.Count > 0;

    public IDictionary<string, string[]> ByField => errors;

    public void Add(string field, string message) => errors[field] = [message];
}
