namespace CamAgent.Hardware.Video.Libcamera;

/// <summary>The program is older than an argument it was given.</summary>
internal sealed class UnknownArgumentException(string argument) : Exception($"{argument} is not known")
{
    public string Argument { get; } = argument;
}
