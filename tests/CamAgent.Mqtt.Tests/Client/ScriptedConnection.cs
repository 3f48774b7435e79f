using System.Net.Sockets;
using CamAgent.Mqtt.Packets;
using CamAgent.Mqtt.Tests.Packets;

namespace CamAgent.Mqtt.Tests.Client;

/// <summary>One client at a <see cref="ScriptedBroker"/>.</summary>
internal sealed class ScriptedConnection(TcpClient client) : IDisposable
{
    private readonly FrameReader _frames = new(1 << 24);
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(15));

    public MqttVersion Version { get; private set; } = MqttVersion.V5;

    public Task SendAsync(MqttPacket packet) => SendAsync(PacketSamples.Encode(packet, Version));

    public async Task SendAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes, _deadline.Token);

    public Task SendHexAsync(string hex) => SendAsync(Convert.FromHexString(hex));

    /// <summary>The next packet of the client; null at its end.</summary>
    public async Task<MqttPacket?> ReceiveAsync()
    {
        while (true)
        {
            if (TryRead(out var packet))
                return packet;
            int count;
            try
            {
                count = await client.GetStream().ReadAsync(_frames.GetMemory(), _deadline.Token);
            }
            catch (IOException)
            {
                return null;
            }

            if (count == 0)
                return null;
            _frames.Advance(count);
        }
    }

    public async Task<T> ExpectAsync<T>()
        where T : MqttPacket => Assert.IsType<T>(await ReceiveAsync());

    public void Dispose()
    {
        client.Dispose();
        _frames.Dispose();
        _deadline.Dispose();
    }

    private bool TryRead(out MqttPacket? packet)
    {
        packet = null;
        if (!_frames.TryRead(out var header, out var body, out _))
            return false;
        Assert.True(PacketDecoder.TryDecode(header, body, Version, out packet, out var violation), violation.Message);
        if (packet is ConnectPacket connect)
            Version = connect.Version;
        return true;
    }
}
