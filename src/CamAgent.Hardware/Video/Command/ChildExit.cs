using System.Globalization;

namespace CamAgent.Hardware.Video.Command;

/// <summary>How a child process ended.</summary>
/// <param name="IsSignal">It was killed.</param>
/// <param name="Number">The exit code, or the signal's number.</param>
internal readonly record struct ChildExit(bool IsSignal, int Number)
{
    public override string ToString() => IsSignal
        ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {Number}")
        : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {Number}");
}
