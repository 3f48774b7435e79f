using System.Buffers.Binary;
using System.Text;
using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.Wire;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>A chunk that the association sent, and the tag of its packet.</summary>
internal sealed record SentChunk(ChunkType Type, byte Flags, byte[] Value, uint Tag, uint Checksum)
{
    internal uint Word(int index) => BinaryPrimitives.ReadUInt32BigEndian(Value.AsSpan(4 * index));

    internal ushort Short(int index) => BinaryPrimitives.ReadUInt16BigEndian(Value.AsSpan(2 * index));

    internal Tsn Tsn => new(Word(0));
}

/// <summary>The other side of one association, played by the test chunk by chunk, well or badly.</summary>
internal sealed class ScriptedPeer
{
    internal const uint Tag = 0x11223344;
    internal const uint FirstTsn = 1000;

    private readonly byte[] _buffer = new byte[2048];
    private readonly List<SentChunk> _sent = [];

    internal ScriptedPeer(SctpOptions? options = null, int seed = 1) =>
        Association = new SctpAssociation(options ?? SctpOptions.Default, new SctpMemory(), new SeededRandomSource(seed));

    internal SctpAssociation Association { get; }

    internal Instant Now { get; set; } = new(10_000_000);

    /// <summary>What the association wants to be addressed by.</summary>
    internal uint AssociationTag { get; private set; }

    /// <summary>The association's first TSN.</summary>
    internal Tsn AssociationTsn { get; private set; }

    internal byte[] Cookie { get; private set; } = [];

    internal Tsn NextTsn { get; set; } = new(FirstTsn);

    internal static ScriptedPeer Established(SctpOptions? options = null, bool supportsAll = true, uint window = 1 << 20, uint firstTsn = FirstTsn)
    {
        var peer = new ScriptedPeer(options) { NextTsn = new Tsn(firstTsn) };
        peer.AskForCookie(supportsAll, window: window);
        peer.EchoCookie();
        Assert.Equal(SctpState.Established, peer.Association.State);
        _ = peer.Take();
        return peer;
    }

    /// <summary>Sends INIT and keeps what the answer says.</summary>
    internal void AskForCookie(bool supportsAll = true, uint tag = Tag, uint window = 1 << 20)
    {
        Send(0, Init(tag, NextTsn, supportsAll, window));
        var answer = Assert.Single(Take(), chunk => chunk.Type == ChunkType.InitAck);
        Assert.Equal(tag, answer.Tag);
        AssociationTag = answer.Word(0);
        AssociationTsn = new Tsn(answer.Word(3));
        var parameters = new ParameterReader(answer.Value.AsSpan(InitChunk.FixedSize));
        while (parameters.TryRead(out var type, out var whole))
        {
            if ((ParameterType)type == ParameterType.StateCookie)
                Cookie = whole[4..].ToArray();
        }
    }

    internal void EchoCookie() => Send(AssociationTag, Chunk(ChunkType.CookieEcho, 0, Cookie));

    internal bool Send(params byte[][] chunks) => Send(AssociationTag, chunks);

    /// <returns>What the association says to the packet.</returns>
    internal bool Send(uint tag, params byte[][] chunks)
    {
        var length = Packet(_buffer, tag, chunks);
        return Association.HandlePacket(_buffer.AsSpan(0, length), Now);
    }

    internal static int Packet(Span<byte> destination, uint tag, params byte[][] chunks)
    {
        var writer = new SctpPacketWriter(destination, 5000, 5000, tag);
        foreach (var chunk in chunks)
            writer.Append(chunk);
        return writer.Finish(leavesChecksumZero: false);
    }

    /// <summary>A message in one chunk, on the next TSN.</summary>
    internal byte[] Data(string text, ushort stream = 1, ushort sequence = 0, DataFlags flags = DataFlags.Beginning | DataFlags.End)
    {
        var chunk = Data(NextTsn, Encoding.UTF8.GetBytes(text), stream, sequence, flags);
        NextTsn = NextTsn.Next;
        return chunk;
    }

    internal static byte[] Data(
        Tsn tsn, byte[] payload, ushort stream = 1, ushort sequence = 0, DataFlags flags = DataFlags.Beginning | DataFlags.End, uint protocol = 51)
    {
        var value = new byte[12 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(4), stream);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(6), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(8), protocol);
        payload.CopyTo(value.AsSpan(12));
        return Chunk(ChunkType.Data, (byte)flags, value);
    }

    internal static byte[] Sack(Tsn cumulative, uint window = 1 << 20, params (ushort Start, ushort End)[] gaps)
    {
        var value = new byte[12 + (4 * gaps.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulative.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), window);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(8), (ushort)gaps.Length);
        for (var i = 0; i < gaps.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(12 + (4 * i)), gaps[i].Start);
            BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(14 + (4 * i)), gaps[i].End);
        }

        return Chunk(ChunkType.Sack, 0, value);
    }

    internal static byte[] Init(uint tag = Tag, Tsn? tsn = null, bool supportsAll = true, uint window = 1 << 20, ushort streams = 100, byte[]? furtherParameters = null)
    {
        var value = new byte[InitChunk.FixedSize];
        BinaryPrimitives.WriteUInt32BigEndian(value, tag);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), window);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(8), streams);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(10), streams);
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(12), (tsn ?? new Tsn(FirstTsn)).Value);
        // Forward-TSN-Supported; Supported-Extensions: RE-CONFIG, FORWARD-TSN.
        byte[] parameters = supportsAll ? [0xC0, 0, 0, 4, 0x80, 0x08, 0, 6, 130, 192, 0, 0] : [];
        return Chunk(ChunkType.Init, 0, [.. value, .. parameters, .. furtherParameters ?? []]);
    }

    internal static byte[] Chunk(ChunkType type, byte flags, params byte[] value)
    {
        var padded = new byte[(4 + value.Length + 3) & ~3];
        padded[0] = (byte)type;
        padded[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(padded.AsSpan(2), (ushort)(4 + value.Length));
        value.CopyTo(padded.AsSpan(4));
        return padded;
    }

    /// <summary>Lets time pass, with the association's timers.</summary>
    internal void Wait(TimeSpan time)
    {
        var end = Now + time;
        while (Association.NextTimeout <= end)
        {
            Now = Instant.Max(Now, Association.NextTimeout);
            Association.HandleTimeout(Now);
            Poll();
        }

        Now = end;
    }

    /// <summary>Every chunk that the association has sent since the last time.</summary>
    internal List<SentChunk> Take()
    {
        Poll();
        var sent = _sent.ToList();
        _sent.Clear();
        return sent;
    }

    /// <summary>What the association passes on, as text.</summary>
    internal List<string> Messages()
    {
        var messages = new List<string>();
        while (Association.TryTake(out var message))
        {
            var content = new byte[message.Length];
            message.CopyTo(content);
            messages.Add(Encoding.UTF8.GetString(content));
            Association.Release(message, Now);
        }

        return messages;
    }

    internal List<SctpEvent> Events()
    {
        var events = new List<SctpEvent>();
        while (Association.TryPollEvent(out var happened))
            events.Add(happened);
        return events;
    }

    internal string EndReason() => Assert.Single(Events(), happened => happened.Kind == SctpEventKind.Closed).Reason;

    private void Poll()
    {
        while (Association.TryPollTransmit(Now, _buffer, out var length))
        {
            Assert.True(SctpPacketReader.TryRead(_buffer.AsSpan(0, length), out var reader));
            while (reader.TryReadChunk(out var chunk))
                _sent.Add(new SentChunk(chunk.Type, chunk.Flags, chunk.Value.ToArray(), reader.VerificationTag, reader.Checksum));
            Assert.False(reader.IsMalformed);
        }
    }

    internal bool TrySend(string text, ushort stream = 1) =>
        Association.TrySend(stream, 51, false, CamAgent.WebRtc.Sctp.Sending.Reliability.Full, Encoding.UTF8.GetBytes(text), Now);
}
