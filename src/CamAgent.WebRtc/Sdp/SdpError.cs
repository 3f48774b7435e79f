namespace CamAgent.WebRtc.Sdp;

/// <summary>Why a description could not be read, in words for people.</summary>
/// <param name="Line">Counted from 1; 0 where the fault is the whole description's.</param>
public sealed record SdpError(int Line, string Message)
{
    public override string ToString() => Line == 0 ? Message : $"line {Line}: {Message}";
}
