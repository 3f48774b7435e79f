namespace CamAgent.Hardware.Video.Command;

/// <summary>How long a program may take.</summary>
/// <param name="Start">From its start to the first key frame: cameras warm up, network streams are looked at first.</param>
/// <param name="Stall">Without a picture, beyond three frame intervals.</param>
/// <param name="Stop">After a signal, before the next stronger one.</param>
internal sealed record CommandTiming(TimeSpan Start, TimeSpan Stall, TimeSpan Stop)
{
    public static CommandTiming Default { get; } = new(Start: TimeSpan.FromSeconds(15), Stall: TimeSpan.FromSeconds(2), Stop: TimeSpan.FromSeconds(1));
}
