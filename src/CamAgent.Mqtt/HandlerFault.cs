namespace CamAgent.Mqtt;

/// <summary>A message handler (or an observer of the client's events) threw; the client goes on.</summary>
/// <param name="Topic">Of the message; null where an observer threw.</param>
public readonly record struct HandlerFault(string? Topic, Exception Exception);
