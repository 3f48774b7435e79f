namespace CamAgent.Hardware.Video4Linux.Capture;

/// <summary>How long a camera may take.</summary>
/// <param name="Start">From the start of the stream to the first picture: exposure and focus settle, USB negotiates.</param>
/// <param name="Stall">Without a picture; three frame intervals where those are longer.</param>
internal sealed record CaptureTiming(TimeSpan Start, TimeSpan Stall)
{
    public static CaptureTiming Default { get; } = new(Start: TimeSpan.FromSeconds(5), Stall: TimeSpan.FromSeconds(2));
}
