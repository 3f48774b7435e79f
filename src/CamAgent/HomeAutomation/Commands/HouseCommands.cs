using System.Text;
using CamAgent.Signaling;

namespace CamAgent.HomeAutomation.Commands;

/// <summary>
/// The command topics and what each does. A payload that is not allowed changes nothing and is logged once, until a good one comes. What the broker
/// kept from earlier is no command: else a restart pressed once with the retain flag would restart the agent for ever.
/// </summary>
internal sealed class HouseCommands
{
    public const int MaximumPayload = 256;

    // More often than a slider is dragged; a flood is dropped, and said once.
    private static readonly RateLimit Rate = new(PerSecond: 20, Burst: 40);

    private readonly HouseTopics _topics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public HouseCommands(HouseTopics topics, TimeProvider time, ILogger log)
    {
        _topics = topics;
        _time = time;
        _log = log;
    }

    /// <param name="subtopic">Below the device's root: <c>camera/set</c>.</param>
    public void Add(string subtopic, HouseCommand command)
    {
        lock (_gate)
            _entries[subtopic] = new Entry(command, new TokenBucket(Rate));
    }

    public void Remove(string subtopic)
    {
        lock (_gate)
            _entries.Remove(subtopic);
    }

    public void Receive(string topic, ReadOnlySpan<byte> payload, bool retained)
    {
        if (_topics.Below(topic) is not { } subtopic)
            return;
        Entry? entry;
        string? problem;
        lock (_gate)
        {
            // Another's topic or a part that is gone: nobody's business.
            if (!_entries.TryGetValue(subtopic, out entry))
                return;
            problem = Refusal(entry, payload, retained);
        }

        problem ??= entry.Command(payload);
        lock (_gate)
        {
            if (problem is not null && !entry.IsRefusalSaid)
                HomeAutomationLog.CommandRefused(_log, subtopic, Show(payload), problem);
            entry.IsRefusalSaid = problem is not null;
        }
    }

    private string? Refusal(Entry entry, ReadOnlySpan<byte> payload, bool retained)
    {
        if (retained)
            return "it is a retained message; send commands without the retain flag";
        if (payload.Length > MaximumPayload)
            return $"it has {payload.Length} bytes, allowed are {MaximumPayload}";
        return entry.Bucket.TryTake(_time.GetInstant()) ? null : "too many commands; the surplus is dropped";
    }

    private static string Show(ReadOnlySpan<byte> payload) =>
        LogText.Sanitise(Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, 64)]));

    private sealed record Entry(HouseCommand Command, TokenBucket Bucket)
    {
        public bool IsRefusalSaid { get; set; }
    }
}
