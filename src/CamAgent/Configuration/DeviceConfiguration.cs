namespace CamAgent.Configuration;

/// <param name="Id">Names the device in topics: <c>[a-z0-9-]{1,32}</c>.</param>
/// <param name="Name">Names it for people.</param>
internal sealed record DeviceConfiguration(string Id, string Name);
