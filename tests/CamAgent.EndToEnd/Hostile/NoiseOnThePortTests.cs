using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using CamAgent.EndToEnd.Lab;

namespace CamAgent.EndToEnd.Hostile;

/// <summary>The one UDP port is open to everybody: nobody without a session's keys gets an answer or does any harm.</summary>
[Collection(HostileCollection.Name)]
[Trait("Category", "Browser")]
public sealed class NoiseOnThePortTests(HostileStage stage)
{
    private const int Datagrams = 20_000;
    private const int Senders = 64;
    private const int Burst = 100;
    private static readonly TimeSpan BetweenBursts = TimeSpan.FromMilliseconds(10);

    [BrowserFact]
    public async Task Twenty_thousand_datagrams_of_noise_get_no_answer_and_nobody_notices()
    {
        var seed = Random.Shared.Next();
        var (camera, viewer) = await stage.Witness.UsernameFragmentsAsync();
        var noise = new Noise(seed, camera, viewer);
        var (_, cameraAddress, cameraPort) = await stage.Witness.PathAsync();
        var target = new IPEndPoint(IPAddress.Parse(cameraAddress), cameraPort);
        var sockets = Enumerable.Range(0, Senders).Select(_ => new UdpClient(target.AddressFamily)).ToList();
        try
        {
            foreach (var socket in sockets)
                socket.Connect(target);
            var resident = stage.Agent.Process.ResidentBytes();
            var answered = 0;
            await stage.EndureAsync(async () =>
            {
                for (var i = 0; i < Datagrams; i++)
                {
                    var socket = sockets[i % Senders];
                    await socket.SendAsync(noise.Next());
                    if (i % Burst == 0)
                        await Task.Delay(BetweenBursts); // What a port can take, not what the kernel's queue drops.
                    answered += socket.Client.Available;
                }

                await LoopGoesRoundAsync();
                answered += sockets.Sum(socket => socket.Client.Available);
            });
            Assert.True(answered == 0, $"{answered} bytes were answered; seed {seed}");
            Assert.Equal(1, await stage.Agent.ViewersAsync());
            var growth = stage.Agent.Process.ResidentBytes() - resident;
            Assert.True(growth < 20_000_000, $"the agent has grown by {growth / 1e6:F1} MB; seed {seed}");
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    [RawSocketFact]
    public async Task Forged_datagrams_from_the_viewers_own_address_do_not_end_its_session()
    {
        var seed = Random.Shared.Next();
        var (camera, viewer) = await stage.Witness.UsernameFragmentsAsync();
        var noise = new Noise(seed, camera, viewer);
        var (viewerPort, cameraAddress, cameraPort) = await stage.Witness.PathAsync();
        var address = IPAddress.Parse(cameraAddress);
        using var socket = new Socket(address.AddressFamily, SocketType.Raw, ProtocolType.Udp);
        // Both are on this machine: the viewer sends from the address that the camera has.
        socket.Bind(new IPEndPoint(address, 0));
        await stage.EndureAsync(async () =>
        {
            for (var i = 0; i < Datagrams / 10; i++)
            {
                await socket.SendToAsync(WithUdpHeader(viewerPort, cameraPort, noise.NextWithin()), new IPEndPoint(address, 0));
                if (i % Burst == 0)
                    await Task.Delay(BetweenBursts);
            }

            await LoopGoesRoundAsync();
        });
        Assert.True(await stage.Agent.ViewersAsync() == 1, $"seed {seed}");
    }

    /// <summary>The loop has taken what came before: pictures go out after it.</summary>
    private async Task LoopGoesRoundAsync()
    {
        var sent = await stage.Agent.MetricAsync("camagent_rtp_packets_total");
        await Eventually.TrueAsync(
            async () => await stage.Agent.MetricAsync("camagent_rtp_packets_total") > sent, TimeSpan.FromSeconds(5), () => "the media loop stands still");
    }

    /// <summary>RFC 768; a checksum of zero says that there is none.</summary>
    private static byte[] WithUdpHeader(int from, int to, byte[] payload)
    {
        var datagram = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)from);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)to);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram, 8);
        return datagram;
    }
}
