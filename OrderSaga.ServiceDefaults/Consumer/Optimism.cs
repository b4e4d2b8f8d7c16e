namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Whether the next batch is tried optimistically. One that disappoints costs a rollback and is handled a second time, so a few are then
/// handled exactly; and twice as many each time that the optimistic ones between were too few to be worth it.
/// </summary>
/// <remarks>For one loop: no two batches at the same time.</remarks>
internal sealed class Optimism
{
    /// <summary>Batches handled exactly after a first disappointment; also what has to go well between two to make them worth it.</summary>
    public const int Few = 8;

    /// <summary>Batches handled exactly at the most: five seconds of full load.</summary>
    public const int Most = 512;

    private int exact;
    private int pause = Few / 2;
    private int well;

    /// <summary>Asks for one batch that could be handled either way, and counts it.</summary>
    public bool TakeChance()
    {
        if (exact > 0)
        {
            exact--;
            return false;
        }

        well++;
        return true;
    }

    /// <summary>The last chance taken failed.</summary>
    public void Disappointed()
    {
        pause = well > Few ? Few : Math.Min(pause * 2, Most);
        (exact, well) = (pause, 0);
    }
}
