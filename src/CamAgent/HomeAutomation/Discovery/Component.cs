using System.Text.Json;

namespace CamAgent.HomeAutomation.Discovery;

/// <summary>One entity, or one device trigger, of the device's discovery message.</summary>
/// <param name="Id">Names it within the device, lasting: <c>input_pir</c>.</param>
/// <param name="Platform">One of <see cref="Discovery.Platform"/>.</param>
internal sealed record Component(string Id, string Platform)
{
    private readonly List<KeyValuePair<string, object>> _options = [];

    /// <summary>Its options in the order they were given.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Options => _options;

    public Component With(string option, string value) => Add(option, value);

    public Component With(string option, bool value) => Add(option, value);

    public Component With(string option, double value) => Add(option, value);

    public Component With(string option, IReadOnlyList<string> values) => Add(option, values);

    /// <summary>Adds the option unless there is nothing to say.</summary>
    public Component WithOptional(string option, string? value) => value is null ? this : Add(option, value);

    /// <summary>Available while every one of these topics says <c>online</c>.</summary>
    public Component AvailableBy(params IReadOnlyList<string> topics)
    {
        Add("availability", new AvailabilityTopics(topics));
        return Add("availability_mode", "all");
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject(Id);
        json.WriteString("platform", Platform);
        foreach (var (option, value) in _options)
            Write(json, option, value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string option, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(option, text);
                break;
            case bool flag:
                json.WriteBoolean(option, flag);
                break;
            case double number:
                json.WriteNumber(option, number);
                break;
            case IReadOnlyList<string> texts:
                json.WriteStartArray(option);
                foreach (var text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case AvailabilityTopics availability:
                availability.Write(json);
                break;
        }
    }

    private Component Add(string option, object value)
    {
        _options.Add(new(option, value));
        return this;
    }
}
