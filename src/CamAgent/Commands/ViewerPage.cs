using System.Globalization;
using CamAgent.Configuration;

namespace CamAgent.Commands;

/// <summary>Where viewers find the page.</summary>
internal static class ViewerPage
{
    /// <summary>The configured address, else the one that is listened on; null when there is neither.</summary>
    /// <param name="hostName">Stands in when every address is listened on.</param>
    public static Uri? AddressOf(HttpConfiguration http, string hostName)
    {
        if (http.PublicUrl is { } configured)
            return configured;
        if (http.Listen is not { } listen)
            return null;
        var host = listen.IsEveryAddress ? hostName : listen.Address!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{listen.Address}]" : listen.Address.ToString();
        return Uri.TryCreate(string.Create(CultureInfo.InvariantCulture, $"{(listen.IsSecure ? "https" : "http")}://{host}:{listen.Port}/"), UriKind.Absolute, out var uri)
            ? uri
            : null;
    }
}
