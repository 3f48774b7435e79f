using System.Text.Json;

namespace CamAgent.DataChannels;

/// <summary>The sender's view of the link to one viewer; what is not known is null.</summary>
/// <param name="RoundTrip">By receiver reports, else by ICE.</param>
/// <param name="Loss">Of the last report's interval, 0 to 1.</param>
/// <param name="EstimateKbps">What the network carries; null as long as nothing estimates it.</param>
/// <param name="TargetKbps">What the encoder is asked for.</param>
/// <param name="SentKbps">What was sent in the last second.</param>
/// <param name="LocalCandidate"><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</param>
/// <param name="RemoteCandidate">The same for the viewer's side.</param>
internal sealed record LinkReport(
    TimeSpan? RoundTrip, double Loss, int? EstimateKbps, int TargetKbps, int SentKbps, string LocalCandidate, string RemoteCandidate)
{
    /// <summary>From the sensor to the last packet of a picture, in the mean of the last seconds.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Packets that the viewer asked for again, since the session began.</summary>
    public long Retransmissions { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMilliseconds(json, "rtt", RoundTrip);
        json.WriteNumber("loss", Math.Round(Loss, 4));
        if (EstimateKbps is { } estimate)
            json.WriteNumber("estimate", estimate);
        else
            json.WriteNull("estimate");
        json.WriteNumber("target", TargetKbps);
        json.WriteNumber("sent", SentKbps);
        json.WriteNumber("retransmissions", Retransmissions);
        WriteMilliseconds(json, "delay", Delay);
        json.WriteStartObject("pair");
        json.WriteString("local", LocalCandidate);
        json.WriteString("remote", RemoteCandidate);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMilliseconds(Utf8JsonWriter json, string name, TimeSpan? duration)
    {
        if (duration is { } known)
            json.WriteNumber(name, Math.Round(known.TotalMilliseconds, 1));
        else
            json.WriteNull(name);
    }
}
