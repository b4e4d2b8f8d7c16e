namespace OrderSaga.Web.Components.Shared;

/// <summary>An item's stock or a user's account.</summary>
/// <param name="Name">The item or the user.</param>
/// <param name="Free">What can still be had.</param>
/// <param name="Taken">What orders hold.</param>
public sealed record AmountRow(string Name, decimal Free, decimal Taken);
