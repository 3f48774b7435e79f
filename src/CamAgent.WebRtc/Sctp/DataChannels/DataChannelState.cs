namespace CamAgent.WebRtc.Sctp.DataChannels;

public enum DataChannelState
{
    /// <summary>This side has opened it, and the other has not answered. Messages can be sent.</summary>
    Opening,

    Open,

    /// <summary>One side has closed it. What this side had sent before it closed still arrives; nothing further can be sent.</summary>
    Closing,

    Closed,
}
