namespace CamAgent.Hardware.Video4Linux;

/// <summary>A device refused or failed; the message says what, for people, and what to do.</summary>
public sealed class VideoDeviceException : IOException
{
    internal VideoDeviceException(string message, int error)
        : base(message) => Error = error;

    /// <summary>The error number (errno), 0 where the device did something that cannot be.</summary>
    public int Error { get; }
}
