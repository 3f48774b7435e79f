namespace CamAgent.Hosting;

/// <summary>
/// Keeps the heap small on a board that has other things to do. The collector sizes its first generation by the processor's cache, tens of megabytes on some, and
/// lets it fill before it looks; and what the start threw away (the test picture's canvas, the configuration) would stay until a full collection
/// that may never come. Measured in docs/performance.md.
/// </summary>
internal sealed class HeapDiet
{
    // About a minute of an agent with viewers. A collection of so little takes well under a millisecond.
    private const long Portion = 4 << 20;

    private long _collectedAt;
    private bool _hasSettled;

    /// <summary>Called every few seconds, away from the media path.</summary>
    public void Consider()
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: false);
        if (!_hasSettled)
        {
            // Once, some seconds after the start: everything is loaded, the first picture is out.
            _hasSettled = true;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }
        else if (allocated - _collectedAt < Portion)
        {
            return;
        }
        else
        {
            GC.Collect(1, GCCollectionMode.Forced);
        }

        _collectedAt = allocated;
    }
}
