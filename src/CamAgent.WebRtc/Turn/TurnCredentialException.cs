namespace CamAgent.WebRtc.Turn;

/// <summary>A credential cannot be had: its file is gone, for one.</summary>
public sealed class TurnCredentialException(string message, Exception? innerException = null) : Exception(message, innerException);
