using System.Globalization;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>Nothing is wrong with the message: somebody asked for it to fail.</summary>
internal sealed class ChaosException(double failRate)
    : Exception(string.Create(
        CultureInfo.InvariantCulture, $"Failed on purpose: this service was told to fail on {failRate:P0} of its messages (PUT /chaos/handler)."));
