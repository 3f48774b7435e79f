using System.Security.Cryptography;
using System.Text;
using CamAgent.Access;

namespace CamAgent.Configuration;

/// <summary>What the device is called until somebody names it.</summary>
internal static class DefaultDevice
{
    /// <summary>The same on every start, another on every machine. The machine-id itself stays private, as machine-id(5) asks: it is only the key of a hash.</summary>
    public static string Id(string machineIdFile, string hostName)
    {
        try
        {
            var machineId = Encoding.ASCII.GetString(BoundedFile.Read(machineIdFile, 256)).Trim();
            if (machineId.Length == 32 && machineId.All(char.IsAsciiHexDigit))
                return string.Concat("cam-", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(machineId), "camagent/device-id"u8)).AsSpan(0, 12));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Containers often have none; the host's name is the next best thing that lasts.
        }

        var name = new string([.. hostName.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(32)]).Trim('-');
        return name.Length > 0 ? name : "camera";
    }

    public static string Name(string hostName) => Grammar.IsLabel(hostName) ? hostName : "Camera";
}
