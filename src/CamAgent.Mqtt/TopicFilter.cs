using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt;

/// <summary>MQTT 5 §4.7 and §4.8.2: what a subscription asks for.</summary>
public static class TopicFilter
{
    private const string SharePrefix = "$share/";

    public static bool IsValid(string filter)
    {
        if (filter.Length == 0 || !MqttString.IsValid(filter))
            return false;
        var levels = filter.AsSpan();
        if (filter.StartsWith(SharePrefix, StringComparison.Ordinal) && !TryStripShare(filter, out levels))
            return false;

        while (true)
        {
            var slash = levels.IndexOf('/');
            var level = slash < 0 ? levels : levels[..slash];
            // A wildcard fills its level, and '#' is the last.
            if (level.ContainsAny('+', '#') && level.Length != 1)
                return false;
            if (level is "#" && slash >= 0)
                return false;
            if (slash < 0)
                return true;
            levels = levels[(slash + 1)..];
        }
    }

    /// <param name="filter">A valid filter; a shared subscription matches by the filter within it.</param>
    public static bool Matches(string filter, string topic)
    {
        var filterRest = TryStripShare(filter, out var stripped) ? stripped : filter.AsSpan();
        var topicRest = topic.AsSpan();

        // §4.7.2: wildcards at the front do not reach the broker's own topics.
        if (topicRest.StartsWith("$") && filterRest is ['+' or '#', ..])
            return false;

        while (true)
        {
            var filterLevel = NextLevel(ref filterRest, out var filterEnds);
            if (filterLevel is "#")
                return true;
            var topicLevel = NextLevel(ref topicRest, out var topicEnds);
            if (filterLevel is not "+" && !filterLevel.SequenceEqual(topicLevel))
                return false;
            if (topicEnds)
                // §4.7.1.2: "sport/#" matches "sport" as well.
                return filterEnds || filterRest is "#";
            if (filterEnds)
                return false;
        }
    }

    private static ReadOnlySpan<char> NextLevel(ref ReadOnlySpan<char> rest, out bool ends)
    {
        var slash = rest.IndexOf('/');
        ends = slash < 0;
        var level = ends ? rest : rest[..slash];
        rest = ends ? default : rest[(slash + 1)..];
        return level;
    }

    private static bool TryStripShare(string filter, out ReadOnlySpan<char> stripped)
    {
        stripped = default;
        if (!filter.StartsWith(SharePrefix, StringComparison.Ordinal))
            return false;
        var rest = filter.AsSpan(SharePrefix.Length);
        var slash = rest.IndexOf('/');
        if (slash <= 0 || slash == rest.Length - 1 || rest[..slash].ContainsAny('+', '#'))
            return false;
        stripped = rest[(slash + 1)..];
        return true;
    }
}
