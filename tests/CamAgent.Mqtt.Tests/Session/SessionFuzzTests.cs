using CamAgent.Mqtt.Packets;
using CamAgent.Tests.Shared;

namespace CamAgent.Mqtt.Tests.Session;

public sealed class SessionFuzzTests
{
    [Theory]
    [InlineData(11, MqttVersionPreference.V5Only)]
    [InlineData(12, MqttVersionPreference.V311Only)]
    public void No_stream_of_packets_makes_a_session_throw(int seed, MqttVersionPreference preference)
    {
        var version = preference == MqttVersionPreference.V5Only ? MqttVersion.V5 : MqttVersion.V311;
        var corpus = Packets.PacketSamples.Of(version).Select(packet => Packets.PacketSamples.Encode(packet, version)).ToList();
        var random = new Random(seed);
        var harness = new SessionHarness(SessionHarness.Options with { Version = preference, SessionExpiry = TimeSpan.FromHours(1), CleanStart = false });
        harness.Session.Subscribe("#", new());
        Fuzz.Bytes(seed, 20_000, 600, corpus, bytes =>
        {
            if (harness.Session.Fault is not null || random.Next(50) == 0)
            {
                harness.Break();
                harness.Connect(sessionPresent: random.Next(2) == 0);
            }

            harness.Publish("t", (QualityOfService)random.Next(3));
            using var frames = new FrameReader(1 << 16);
            Packets.PacketSamples.Feed(frames, bytes);
            while (frames.TryRead(out var header, out var body, out _))
                harness.Session.HandleFrame(header, body, harness.Now);
            if (harness.Session.TryTakeDelivery(out var delivery) && random.Next(2) == 0)
                harness.Session.Acknowledge(delivery);
            harness.Pass(TimeSpan.FromSeconds(random.Next(3)));
            harness.Sent();
            harness.Events();
        });
        Assert.InRange(harness.Session.QueuedCount, 0, 1000 + 32);
    }
}
