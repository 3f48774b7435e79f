namespace CamAgent.Devices;

/// <summary>A change of an input, told once and in order.</summary>
/// <param name="IsOn">Null: it is unavailable now.</param>
/// <param name="WasOn">What was told before; null at the start and after it was unavailable.</param>
/// <param name="At">When, by the kernel's time stamp.</param>
/// <param name="Presses">How often it went on: 1 when it was off and is on, more when it went on and off unseen in between, 0 otherwise. That it is on when
/// it becomes available is no press.</param>
internal readonly record struct DeviceInputChange(DeviceInput Input, bool? IsOn, bool? WasOn, DateTimeOffset At, int Presses)
{
    /// <param name="missed">Edges between both that nobody saw.</param>
    internal static int CountPresses(bool? wasOn, bool? isOn, uint missed)
    {
        if (wasOn is not { } before || isOn is not { } after)
            return 0;
        // Edges alternate. Those that were not seen and the one that was, beginning with a rise when it was off.
        var edges = (before == after ? 0L : 1L) + missed;
        // An even number of edges leads back, an odd one does not: a count that says otherwise is one short.
        if (edges % 2 == 0 != (before == after))
            edges++;
        return (int)Math.Min((before ? edges : edges + 1) / 2, int.MaxValue);
    }
}
