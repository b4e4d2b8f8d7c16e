namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Whether the next batch is tried optimistically. One that disappoints costs a rollback and is handled a second time, so a few are then
/// handled exactly; and twice as many each time that what went well in between was too little to be worth it.
/// </summary>
/// <remarks>For one loop: no two batches at the same time.</remarks>
internal sealed class Optimism
{
    /// <summary>Batches handled exactly after a disappointment.</summary>
    public const int Few = 4;

    /// <summary>Batches handled exactly at the most: five seconds of full load.</summary>
    public const int Most = 512;

    /// <summary>Messages that have to go well for each that is done again: to load them is less than half of the work.</summary>
    public const int Worth = 3;

    private int exact;
    private int pause = Few / 2;
    private long well;

    /// <summary>Asks for one batch that could be handled either way.</summary>
    public bool TakeChance()
    {
        if (exact == 0)
        {
            return true;
        }

        exact--;
        return false;
    }

    /// <summary>The last chance taken was committed.</summary>
    public void WentWell(int messages) => well += messages;

    /// <summary>The last chance taken was refuted.</summary>
    public void Disappointed(int messages)
    {
        pause = well >= Worth * messages ? Few : Math.Min(pause * 2, Most);
        (exact, well) = (pause, 0);
    }
}
