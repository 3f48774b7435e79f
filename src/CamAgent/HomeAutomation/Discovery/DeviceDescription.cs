namespace CamAgent.HomeAutomation.Discovery;

/// <summary>What the house is told of the device as a whole.</summary>
/// <param name="Id">Its lasting id.</param>
/// <param name="Name">For people.</param>
/// <param name="Version">The agent's.</param>
internal sealed record DeviceDescription(string Id, string Name, string Version)
{
    /// <summary>The board's name, as its firmware tells it: <c>Raspberry Pi 4 Model B Rev 1.4</c>.</summary>
    public string? Model { get; init; }

    public string? SerialNumber { get; init; }

    /// <summary>The page of the camera; http or https, absolute.</summary>
    public string? Page { get; init; }
}
