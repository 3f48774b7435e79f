namespace CamAgent.Hardware.Video.NoSignal;

/// <summary>What people are told in the camera's place.</summary>
/// <param name="Title">In two or three words: <c>No signal</c>.</param>
/// <param name="DeviceName">Whose picture is missing.</param>
/// <param name="Reason">What happened, in words; may be long.</param>
/// <param name="Since">When it began, in the time zone that is shown.</param>
public sealed record NoSignalNotice(string Title, string DeviceName, string Reason, DateTimeOffset Since);
