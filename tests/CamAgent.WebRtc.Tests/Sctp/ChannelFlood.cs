using System.Buffers.Binary;
using System.Text;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>A viewer who does to data channels what none should. It answers resets as a browser would, and acknowledges everything.</summary>
internal sealed class ChannelFlood
{
    private readonly DataChannelSet _set;
    private readonly SctpAssociation _viewer = new(SctpOptions.Default, new SctpMemory(), new SeededRandomSource(99));
    private readonly byte[] _buffer = new byte[2048];
    private Instant _now = new(10_000_000);

    internal ChannelFlood(DataChannelSet set)
    {
        _set = set;
        _viewer.Connect(_now);
        Exchange();
        Assert.Equal(SctpState.Established, set.State);
    }

    /// <summary>Streams that the set has reset.</summary>
    internal int Resets { get; private set; }

    /// <summary>Opens channels on the viewer's ids, one after the other.</summary>
    /// <returns>How many were accepted.</returns>
    internal int Open(int count)
    {
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            OpenAgain((ushort)((2 * i) + 1));
            while (_viewer.TryTake(out var message))
            {
                accepted += message.Head!.Payload is [EstablishmentMessage.Acknowledgement] ? 1 : 0;
                _viewer.Release(message, _now);
            }
        }

        return accepted;
    }

    internal void OpenAgain(ushort stream) => Send(stream, EstablishmentMessage.WriteOpen(new DataChannelOptions { Label = "flood" }), (uint)PayloadProtocol.Establishment);

    internal void Send(ushort stream, string text) => Send(stream, Encoding.UTF8.GetBytes(text), (uint)PayloadProtocol.String);

    internal void Send(ushort stream, byte[] message, uint protocol)
    {
        Assert.True(_viewer.TrySend(stream, protocol, false, CamAgent.WebRtc.Sctp.Sending.Reliability.Full, message, _now));
        Exchange();
    }

    private void Exchange()
    {
        for (var any = true; any;)
        {
            any = false;
            _now += TimeSpan.FromMilliseconds(1);
            while (_viewer.TryPollTransmit(_now, _buffer, out var length))
            {
                any = true;
                _set.HandlePacket(_buffer.AsSpan(0, length), _now);
            }

            while (_set.TryPollTransmit(_now, _buffer, out var length))
            {
                any = true;
                CountResets(_buffer.AsSpan(0, length));
                _viewer.HandlePacket(_buffer.AsSpan(0, length), _now);
            }

            if (any)
                continue;
            // Acknowledgements that wait a little for company.
            var next = Instant.Min(_viewer.NextTimeout, _set.NextTimeout);
            if (next - _now > TimeSpan.FromMilliseconds(100))
                return;
            any = true;
            _now = Instant.Max(_now, next);
            _viewer.HandleTimeout(_now);
            _set.HandleTimeout(_now);
        }
    }

    private void CountResets(ReadOnlySpan<byte> packet)
    {
        if (!SctpPacketReader.TryRead(packet, out var reader))
            return;
        while (reader.TryReadChunk(out var chunk))
        {
            if (chunk.Type == ChunkType.Reconfiguration && BinaryPrimitives.ReadUInt16BigEndian(chunk.Value) == (ushort)ParameterType.OutgoingReset)
                Resets += (chunk.Value.Length - ParameterReader.HeaderSize - OutgoingResetRequest.FixedSize) / 2;
        }
    }
}
