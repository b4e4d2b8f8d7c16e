namespace Aspire.RabbitMQ.Client;

internal sealed class ClientLogForwarder
{
#pragma warning disable CA1822
    public void Start() { }
}
