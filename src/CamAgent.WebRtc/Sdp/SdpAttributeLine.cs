namespace CamAgent.WebRtc.Sdp;

/// <summary>An <c>a=</c> line (RFC 8866 §5.13); the value is empty for a property attribute.</summary>
public readonly record struct SdpAttributeLine(string Name, string Value = "")
{
    public override string ToString() => Value.Length == 0 ? $"a={Name}" : $"a={Name}:{Value}";
}
