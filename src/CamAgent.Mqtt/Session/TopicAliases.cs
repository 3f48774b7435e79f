using System.Diagnostics.CodeAnalysis;

namespace CamAgent.Mqtt.Session;

/// <summary>§3.3.2.3.4: the aliases that the broker has set on this connection.</summary>
internal sealed class TopicAliases(int maximum)
{
    private readonly string?[] _topics = new string?[maximum + 1];

    public bool IsInRange(ushort alias) => alias != 0 && alias < _topics.Length;

    public void Set(ushort alias, string topic) => _topics[alias] = topic;

    public bool TryGet(ushort alias, [NotNullWhen(true)] out string? topic) => (topic = _topics[alias]) is not null;

    public void Clear() => Array.Clear(_topics);
}
