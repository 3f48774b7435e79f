using System.Diagnostics.CodeAnalysis;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CamAgent.WebRtc.Net;

/// <summary>The addresses this machine can be reached at, as ICE host candidates want them (RFC 8445 §5.1.1.1).</summary>
public static class LocalAddresses
{
    private const int Maximum = 16;

    /// <param name="includeLoopback">Also 127.0.0.1 and ::1; they are given anyway where there is no other.</param>
    /// <returns>
    /// False where the system does not say: a sandbox without AF_NETLINK, or an interface that left while it was looked at. Nothing can be
    /// concluded from it, least of all that there are no addresses.
    /// </returns>
    public static bool TryFind(bool includeLoopback, [NotNullWhen(true)] out IReadOnlyList<TransportAddress>? addresses)
    {
        try
        {
            addresses = Find(includeLoopback);
            return true;
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException)
        {
            addresses = null;
            return false;
        }
    }

    private static List<TransportAddress> Find(bool includeLoopback)
    {
        var usable = new List<TransportAddress>();
        var loopback = new List<TransportAddress>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
                continue;
            foreach (var unicast in network.GetIPProperties().UnicastAddresses)
            {
                if (unicast.Address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
                    continue;
                var address = TransportAddress.From(unicast.Address, 0);
                if (address.IsLoopback)
                    loopback.Add(address);
                // RFC 8445 §5.1.1.1: link-local IPv6 only where there is nothing better; browsers do not offer them either.
                else if (!address.IsAny && !address.IsMulticast && !address.IsLinkLocal)
                    usable.Add(address);
            }
        }

        if (includeLoopback || usable.Count == 0)
            usable.AddRange(loopback);
        return usable.Distinct().Take(Maximum).ToList();
    }
}
