namespace OrderSaga.ServiceDefaults.Loops;

/// <summary>Logs a fault once an outage, however often the work is tried meanwhile. For one loop.</summary>
/// <param name="log">Writes the line.</param>
public sealed class OutageLog(Action<Exception> log)
{
    private bool isFailing;

    public void Failed(Exception fault)
    {
        if (!isFailing)
        {
            log(fault);
        }

        isFailing = true;
    }

    public void Succeeded() => isFailing = false;
}
