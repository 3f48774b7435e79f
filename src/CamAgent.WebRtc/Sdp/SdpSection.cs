namespace CamAgent.WebRtc.Sdp;

/// <summary>The lines a session and a media section have in common: attributes and connection data.</summary>
public abstract class SdpSection
{
    /// <summary>In the order of the description.</summary>
    public List<SdpAttributeLine> Attributes { get; } = [];

    /// <summary>The value of <c>c=</c>; null without one.</summary>
    public string? Connection { get; set; }

    /// <summary>True where an attribute of this name is there, with or without a value.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The value of the first attribute of this name; null without one.</summary>
    public string? Find(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == name)
                return attribute.Value;
        }

        return null;
    }

    /// <summary>The values of all attributes of this name.</summary>
    public IEnumerable<string> All(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == name)
                yield return attribute.Value;
        }
    }

    public void Add(string name, string value = "") => Attributes.Add(new SdpAttributeLine(name, value));
}
