using CamAgent.Commands;
using CamAgent.Configuration;
using CamAgent.Demo;

namespace CamAgent.Hosting;

/// <summary>What a newcomer reads first.</summary>
internal static class DemoBanner
{
    public static void Print(AgentConfiguration configuration, HttpListenAddress? listen, LocalBroker? broker)
    {
        Console.WriteLine();
        Console.WriteLine($"  CamAgent {ProductVersion.Text} shows itself: a test picture, a broker of its own, nobody asked for a secret.");
        Console.WriteLine();
        if (listen is not null)
        {
            Console.WriteLine($"  Open       {listen}/");
            Console.WriteLine($"  over WHEP  {listen}/?via=whep");
        }

        if (broker is not null)
            Console.WriteLine($"  Broker     {broker.TcpUrl}  (mosquitto_sub -p {broker.TcpUrl.Port} -t '{configuration.Mqtt.TopicPrefix}/#' -v shows the signaling)");
        Console.WriteLine("  Ctrl-C     ends it and everything it started");
        Console.WriteLine();
    }
}
