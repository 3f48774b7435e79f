namespace CamAgent.Configuration;

/// <param name="Include">Patterns of sensor names; <c>*</c> stands for any text.</param>
internal sealed record SensorsConfiguration(IReadOnlyList<string> Include, int IntervalSeconds);

/// <param name="Sensitivity">1 (hardly ever) to 100 (a leaf).</param>
/// <param name="Zones">Where to look; none means everywhere.</param>
/// <param name="HoldSeconds">How long motion stays on after the last movement.</param>
internal sealed record MotionConfiguration(bool Enabled, int Sensitivity, IReadOnlyList<MotionZone> Zones, int HoldSeconds);

/// <summary>A rectangle of the picture, in percent of its width and height, from the top left.</summary>
internal sealed record MotionZone(int X, int Y, int Width, int Height);

internal sealed record ClipsConfiguration(bool Enabled, int PreRollSeconds, int PostRollSeconds, int MaxMegabytes, int MaxDays);

/// <param name="Quality">Of the JPEG, 1 to 100.</param>
/// <param name="MaxWidth">Wider pictures are made smaller; 0 leaves them as they are.</param>
internal sealed record SnapshotsConfiguration(int Quality, int MaxWidth);

/// <param name="WhipUrl">Null: nothing is published.</param>
internal sealed record PublishConfiguration(Uri? WhipUrl, ConfiguredFile? TokenFile);
