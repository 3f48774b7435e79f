using System.Buffers;
using System.Text.Json;
using CamAgent.DataChannels.Control;

namespace CamAgent.DataChannels;

/// <summary>
/// Tells a viewer once a second what the camera knows of the link to it (contract §7). The viewer opens it without order or retransmission: what is lost
/// is old anyway.
/// </summary>
internal sealed class TelemetryChannel : IChannelHandler
{
    internal const string Label = "telemetry";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IControlLine _line;
    private readonly Func<LinkReport?> _read;
    private readonly ITimer _timer;

    /// <param name="read">How the link does now; null where nothing is known yet.</param>
    public TelemetryChannel(IControlLine line, Func<LinkReport?> read, TimeProvider time)
    {
        _line = line;
        _read = read;
        _timer = time.CreateTimer(_ => Tell(), null, TimeSpan.Zero, Interval);
    }

    public void Message(bool isBinary, ReadOnlySpan<byte> message)
    {
        // It only speaks.
    }

    public void Writable()
    {
        // What was refused is old by now.
    }

    public void Closed() => _timer.Dispose();

    private void Tell()
    {
        if (_read() is not { } report)
            return;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
            report.Write(json);
        _line.TrySend(buffer.WrittenMemory, isBinary: false);
    }
}
