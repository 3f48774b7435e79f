using CamAgent.Hardware.Linux;

namespace CamAgent.Hardware.Video4Linux;

/// <summary>Error numbers of device nodes in words, with the remedy.</summary>
internal static class DeviceFault
{
    public static VideoDeviceException Opening(string path, int error) => new(
        error switch
        {
            LibC.ENOENT => $"There is no {path}: is the camera plugged in, and its driver loaded? \"camagent doctor\" lists what there is.",
            LibC.EACCES or LibC.EPERM => $"No permission to open {path}: add the user to the group video (sudo usermod -aG video USER), then start again.",
            LibC.EBUSY => InUse(path),
            LibC.ENODEV or LibC.ENXIO => $"{path} has no device behind it any more: plug the camera in again.",
            _ => $"{path} could not be opened: {LibC.ErrorText(error)}.",
        },
        error);

    /// <param name="what">What the device was to do: <c>give a picture</c>.</param>
    public static VideoDeviceException Doing(string path, string what, int error) => new(
        error switch
        {
            LibC.EBUSY => InUse(path),
            LibC.ENODEV or LibC.ENXIO => $"{path} was unplugged, or its driver unloaded.",
            LibC.EIO => $"{path} could not {what}: its driver reports an input/output error. If it comes again, plug the camera in again, and check its cable and power.",
            LibC.ENOTTY => $"{path} could not {what}: its driver has no such function.",
            LibC.ENOMEM => $"{path} could not {what}: out of memory for devices (on a Raspberry Pi raise CMA: cma=256M in cmdline.txt), or a smaller picture helps.",
            LibC.ENOSPC => $"{path} could not {what}: the USB bus has not enough bandwidth. Choose a smaller picture or rate, or another USB port.",
            _ => $"{path} could not {what}: {LibC.ErrorText(error)}.",
        },
        error);

    /// <param name="what">The device's lie: <c>gave back buffer 7 of 4</c>.</param>
    public static VideoDeviceException Impossible(string path, string what) => new($"{path} {what}: its driver is faulty, or it is no camera.", error: 0);

    private static string InUse(string path)
    {
        var users = DeviceUsers.Find(path);
        return users.Count == 0
            ? $"{path} is in use by another program: close that one first."
            : $"Another program uses {path}: {string.Join(", ", users)}. Close it first.";
    }
}
