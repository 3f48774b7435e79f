namespace CamAgent.Hardware.VmTests.Lab;

/// <summary>A platform device and its driver, which can be parted and joined: as pulling and plugging a cable.</summary>
internal sealed class PlatformDriver(string driver, string device)
{
    private string Directory => $"/sys/bus/platform/drivers/{driver}";

    internal bool IsBound => System.IO.Directory.Exists($"{Directory}/{device}");

    internal void Unbind() => Guest.Write($"{Directory}/unbind", device);

    internal void Bind() => Guest.Write($"{Directory}/bind", device);
}
