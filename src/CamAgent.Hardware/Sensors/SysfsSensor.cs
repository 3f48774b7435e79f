using System.Diagnostics.CodeAnalysis;
using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Sensors;

/// <summary>A channel of a device in sysfs, with its name.</summary>
internal sealed class SysfsSensor(string name, string folder, SensorChannel channel) : Sensor(name, channel.Kind, folder)
{
    public override bool IsSlow => channel.IsSlow;

    private protected override bool TryMeasure(out double value, [NotNullWhen(false)] out string? problem)
    {
        if (!channel.TryRead(Place, out value, out var error, out problem))
        {
            problem ??= error is LibC.ENOENT or LibC.ENODEV or LibC.ENXIO ? "it is gone" : SysfsFile.ErrorText(error);
            return false;
        }

        problem = null;
        return true;
    }
}
