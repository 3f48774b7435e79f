namespace CamAgent.Devices;

/// <summary>What inputs, outputs and sensors say in the log. Event ids 300–399.</summary>
internal static partial class DevicesLog
{
    [LoggerMessage(300, LogLevel.Information, "{Direction} {Name}: {Place} is in use, {Level}")]
    internal static partial void LineRuns(ILogger logger, string direction, string name, string place, string level);

    [LoggerMessage(301, LogLevel.Warning, "{Direction} {Name} is unavailable: {Problem}")]
    internal static partial void LineUnavailable(ILogger logger, string direction, string name, string problem);

    [LoggerMessage(302, LogLevel.Warning, "{Count} changes of inputs and outputs came too fast and were not told; their levels are right. Debounce the inputs (gpio.inputs[].debounceMs)")]
    internal static partial void ChangesDropped(ILogger logger, long count);

    [LoggerMessage(303, LogLevel.Error, "A handler of input and output changes failed; the change counts as told")]
    internal static partial void ChangeFault(ILogger logger, Exception exception);

    [LoggerMessage(310, LogLevel.Information, "Sensor {Name} found at {Place}")]
    internal static partial void SensorFound(ILogger logger, string name, string place);

    [LoggerMessage(311, LogLevel.Warning, "Sensor {Name} is unavailable: {Problem}")]
    internal static partial void SensorUnavailable(ILogger logger, string name, string problem);

    [LoggerMessage(312, LogLevel.Information, "Sensor {Name} is back")]
    internal static partial void SensorIsBack(ILogger logger, string name);

    [LoggerMessage(313, LogLevel.Error, "Reading the sensors failed by an internal error; it goes on with the next round")]
    internal static partial void SensorsFault(ILogger logger, Exception exception);
}
