namespace CamAgent.Demo;

/// <summary>The demo's broker cannot run, in words for people.</summary>
internal sealed class LocalBrokerException(string message, Exception? inner = null) : Exception(message, inner);
