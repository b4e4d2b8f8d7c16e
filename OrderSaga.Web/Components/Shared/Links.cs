using Microsoft.AspNetCore.Http.Extensions;
using OrderSaga.Web.Sagas;

namespace OrderSaga.Web.Components.Shared;

/// <summary>Addresses inside the page, relative to its base.</summary>
public static class Links
{
    public static string Saga(Guid orderId) => $"sagas/{orderId}";

    public static string Message(Guid orderId, Guid messageId) => $"{Saga(orderId)}?message={messageId}";

    /// <summary>The list, narrowed down; what narrows nothing is left out.</summary>
    public static string Sagas(SagaFilter filter, Guid? after = null)
    {
        var query = new QueryBuilder();
        Add(query, "status", filter.Status);
        Add(query, "show", filter.Show);
        Add(query, "user", filter.User);
        Add(query, "q", filter.Search);
        Add(query, "after", after?.ToString());
        return query.ToString();
    }

    private static void Add(QueryBuilder query, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            query.Add(name, value);
        }
    }
}
