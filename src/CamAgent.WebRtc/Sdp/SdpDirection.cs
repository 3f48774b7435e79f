namespace CamAgent.WebRtc.Sdp;

/// <summary>Which way media flows, as the side that wrote the description sees it (RFC 8866 §6.7).</summary>
public enum SdpDirection
{
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

internal static class SdpDirections
{
    internal static string Name(SdpDirection direction) => direction switch
    {
        SdpDirection.SendOnly => "sendonly",
        SdpDirection.ReceiveOnly => "recvonly",
        SdpDirection.Inactive => "inactive",
        _ => "sendrecv",
    };

    /// <summary>The media line's direction, else the session's, else both ways.</summary>
    internal static SdpDirection Of(MediaDescription media, SessionDescription session) => Of(media) ?? Of(session) ?? SdpDirection.SendReceive;

    internal static bool Receives(SdpDirection direction) => direction is SdpDirection.SendReceive or SdpDirection.ReceiveOnly;

    internal static bool Sends(SdpDirection direction) => direction is SdpDirection.SendReceive or SdpDirection.SendOnly;

    private static SdpDirection? Of(SdpSection section)
    {
        foreach (var attribute in section.Attributes)
        {
            switch (attribute.Name)
            {
                case "sendrecv": return SdpDirection.SendReceive;
                case "sendonly": return SdpDirection.SendOnly;
                case "recvonly": return SdpDirection.ReceiveOnly;
                case "inactive": return SdpDirection.Inactive;
            }
        }

        return null;
    }
}
