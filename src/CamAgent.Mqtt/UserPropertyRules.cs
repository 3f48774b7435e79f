using CamAgent.Mqtt.Packets;

namespace CamAgent.Mqtt;

internal static class UserPropertyRules
{
    public static string? FindProblem(IReadOnlyList<UserProperty> properties)
    {
        foreach (var (name, value) in properties)
        {
            if (!MqttString.IsValid(name) || !MqttString.IsValid(value))
                return $"The user property '{name}' is not a pair of valid MQTT strings (well-formed, at most 65535 bytes, no U+0000).";
        }

        return null;
    }
}
