using CamAgent.Hardware.H264;

namespace CamAgent.Hardware.Video;

/// <summary>What a source gives, replaced as a whole: the capture thread writes it, any thread reads it.</summary>
internal sealed record StreamDescription(VideoFormat Format, ProfileLevelId? Profile)
{
    /// <summary>The description after a parameter set; the same object where nothing has changed.</summary>
    public StreamDescription With(in SequenceParameterSet parameters)
    {
        var format = Format with { Width = parameters.Width, Height = parameters.Height };
        return format == Format && Profile == parameters.Profile ? this : new(format, parameters.Profile);
    }
}
