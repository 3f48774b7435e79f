namespace CamAgent.Hardware.Video.Command;

/// <summary>How long a program may take.</summary>
/// <param name="Start">From its start to the first key frame: cameras warm up, network streams are looked at first.</param>
/// <param name="Stall">Without a picture, beyond three frame intervals.</param>
internal sealed record CommandTiming(TimeSpan Start, TimeSpan Stall)
{
    public static CommandTiming Default { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(2));
}
