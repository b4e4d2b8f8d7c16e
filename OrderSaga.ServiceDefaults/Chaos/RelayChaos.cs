namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>How many of the next messages the relay loses, and how many it sends twice.</summary>
internal sealed class RelayChaos
{
    private int dropNext;
    private int duplicateNext;

    public int DropNext => Volatile.Read(ref dropNext);

    public int DuplicateNext => Volatile.Read(ref duplicateNext);

    public void Set(int drop, int duplicate)
    {
        Volatile.Write(ref dropNext, drop);
        Volatile.Write(ref duplicateNext, duplicate);
    }

    /// <summary>True for a message that is to be lost; it is then one fewer.</summary>
    public bool TakeDrop() => Take(ref dropNext);

    /// <summary>True for a message that is to be sent twice; it is then one fewer.</summary>
    public bool TakeDuplicate() => Take(ref duplicateNext);

    private static bool Take(ref int next)
    {
        // Relay and sweep publish at the same time, and a request may set the number meanwhile.
        for (var seen = Volatile.Read(ref next); seen > 0;)
        {
            var found = Interlocked.CompareExchange(ref next, seen - 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }
}
