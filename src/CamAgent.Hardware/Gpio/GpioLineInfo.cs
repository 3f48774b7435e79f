namespace CamAgent.Hardware.Gpio;

/// <summary>A line as the kernel describes it, without taking it.</summary>
/// <param name="Name">The board's name for it; may be empty.</param>
/// <param name="IsUsed">It cannot be requested.</param>
/// <param name="Consumer">Who holds it; may be empty although it is used.</param>
public sealed record GpioLineInfo(int Offset, string Name, bool IsUsed, string Consumer, bool IsOutput);
