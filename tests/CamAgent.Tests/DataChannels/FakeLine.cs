using System.Text;
using System.Text.Json;
using CamAgent.DataChannels.Control;

namespace CamAgent.Tests.DataChannels;

/// <summary>The viewer's end of a control channel: keeps what is sent, and can stop reading.</summary>
internal sealed class FakeLine : IControlLine
{
    private readonly Lock _gate = new();
    private readonly List<(byte[] Content, bool IsBinary)> _sent = [];
    private volatile bool _isFull;

    public string Session => "session-of-alice";

    public string Name => "alice";

    public bool IsClosed { get; private set; }

    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    public IReadOnlyList<(byte[] Content, bool IsBinary)> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent];
        }
    }

    public IReadOnlyList<JsonElement> Answers => [.. Sent.Where(static message => !message.IsBinary).Select(static message => JsonDocument.Parse(message.Content).RootElement)];

    public bool TrySend(ReadOnlyMemory<byte> message, bool isBinary)
    {
        if (_isFull)
            return false;
        lock (_gate)
            _sent.Add((message.ToArray(), isBinary));
        return true;
    }

    public void Close() => IsClosed = true;

    public override string ToString() => string.Join('\n', Sent.Select(static message => message.IsBinary ? $"<{message.Content.Length} bytes>" : Encoding.UTF8.GetString(message.Content)));
}
