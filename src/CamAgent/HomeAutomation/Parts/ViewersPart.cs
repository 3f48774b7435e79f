using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>Who watches, since when, by which path and at which rate: told when somebody comes or leaves, and now and then while somebody is there.</summary>
internal sealed class ViewersPart : IHousePart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    private readonly Func<IReadOnlyList<ViewerPresence>> _watching;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Bytes, long At)> _seen = new(StringComparer.Ordinal);
    private House? _house;

    /// <param name="watching">Who is connected now.</param>
    public ViewersPart(Func<IReadOnlyList<ViewerPresence>> watching, TimeProvider time)
    {
        _watching = watching;
        _time = time;
        _timer = time.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IEnumerable<Component> Describe(EntityBuilder entities) => [CameraEntities.Viewers(entities)];

    public void Start(House house)
    {
        _house = house;
        Publish();
    }

    /// <summary>Somebody came or left.</summary>
    public void Changed() => Publish();

    public void Dispose() => _timer.Dispose();

    private void Publish()
    {
        if (_house is not { } house)
            return;
        lock (_gate)
        {
            var watching = _watching();
            house.States.Set(house.Topics.Of("viewers/state"), Write(watching), AtMostEvery);
            _timer.Change(watching.Count > 0 ? Interval : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private ReadOnlyMemory<byte> Write(IReadOnlyList<ViewerPresence> watching)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("count", watching.Count);
            json.WriteStartArray("viewers");
            foreach (var viewer in watching)
            {
                json.WriteStartObject();
                json.WriteString("viewer", viewer.Viewer);
                json.WriteString("since", viewer.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                json.WriteString("path", viewer.Path);
                json.WriteNumber("kbps", Rate(viewer));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        Forget(watching);
        return buffer.WrittenMemory;
    }

    /// <summary>Since the last look, in kbit/s; at the first look since the viewer came.</summary>
    private long Rate(ViewerPresence viewer)
    {
        var now = _time.GetTimestamp();
        var (bytes, elapsed) = _seen.TryGetValue(viewer.Session, out var seen)
            ? (viewer.BytesSent - seen.Bytes, _time.GetElapsedTime(seen.At, now))
            : (viewer.BytesSent, _time.GetUtcNow() - viewer.Since);
        _seen[viewer.Session] = (viewer.BytesSent, now);
        return elapsed > TimeSpan.Zero ? Math.Max(0, (long)(bytes * 8 / elapsed.TotalSeconds / 1000)) : 0;
    }

    private void Forget(IReadOnlyList<ViewerPresence> watching)
    {
        foreach (var session in _seen.Keys.Where(session => !watching.Any(viewer => viewer.Session == session)).ToList())
            _seen.Remove(session);
    }
}
