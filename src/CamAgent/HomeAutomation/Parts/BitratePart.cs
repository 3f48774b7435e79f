using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CamAgent.Configuration;
using CamAgent.HomeAutomation.Discovery;
using CamAgent.HomeAutomation.Entities;
using CamAgent.Streaming;

namespace CamAgent.HomeAutomation.Parts;

/// <summary>How much the stream may take: a limit in kbit/s, and a quality in words.</summary>
internal sealed class BitratePart(BitrateTarget target, Func<BitrateConfiguration> configured) : IHousePart
{
    private House? _house;

    public IEnumerable<Component> Describe(EntityBuilder entities)
    {
        var range = configured();
        yield return CameraEntities.Bitrate(entities, range.MinKbps, range.MaxKbps);
        yield return CameraEntities.Quality(entities);
    }

    public void Start(House house)
    {
        _house = house;
        house.Commands.Add("bitrate/set", SetLimit);
        house.Commands.Add("quality/set", SetQuality);
        target.Changed += Publish;
        Publish();
    }

    public void Dispose() => target.Changed -= Publish;

    private void Publish()
    {
        var house = _house!;
        house.States.Set(house.Topics.Of("bitrate/state"), target.LimitKbps.ToString(CultureInfo.InvariantCulture));
        house.States.Set(house.Topics.Of("quality/state"), CameraEntities.Qualities[(int)target.Quality]);
        // The range is part of the description.
        house.DescriptionChanged();
    }

    private string? SetLimit(ReadOnlySpan<byte> payload)
    {
        // Home Assistant writes 1500.0 where somebody typed that.
        if (!Utf8Parser.TryParse(payload, out double kbps, out var read) || read != payload.Length)
            return "it is not a number";
        return target.TrySetLimit(kbps, out var problem) ? null : problem;
    }

    private string? SetQuality(ReadOnlySpan<byte> payload)
    {
        for (var i = 0; i < CameraEntities.Qualities.Count; i++)
        {
            if (payload.SequenceEqual(Encoding.ASCII.GetBytes(CameraEntities.Qualities[i])))
            {
                target.SetQuality((StreamQuality)i);
                return null;
            }
        }

        return $"allowed are {string.Join(", ", CameraEntities.Qualities)}";
    }
}
