using CamAgent.WebRtc.Sdp;

namespace CamAgent.WebRtc.Tests.Sdp;

public sealed class H264ProfileTests
{
    [Theory]
    [InlineData("42e01f", "42e01f", true)]
    [InlineData("42e01f", "42c00d", true)]
    [InlineData("42e01f", "4d801f", true)]
    [InlineData("42e01f", "58c01f", true)]
    [InlineData("42e01f", "42001f", false)]
    [InlineData("42e01f", "4d001f", false)]
    [InlineData("42e01f", "64001f", false)]
    [InlineData("64001f", "640028", true)]
    [InlineData("64001f", "640c1f", false)]
    public void Profiles_have_several_names(string left, string right, bool same) => Assert.Equal(same, Id(left).HasSameProfile(Id(right)));

    [Theory]
    [InlineData("")]
    [InlineData("42e01")]
    [InlineData("42e01f0")]
    [InlineData("42e0 1")]
    [InlineData("0x42e0")]
    public void What_is_not_six_digits_is_no_id(string text) => Assert.False(H264ProfileLevelId.TryParse(text, out _));

    [Theory]
    [InlineData("42001f,42e01f", "42e01f", 1, "42e01f")] // the stream's own id, wherever it stands
    [InlineData("42001f,42c01f", "42e01f", 1, "42e01f")] // another name of the same profile
    [InlineData("42c00d,42c01f", "42e01f", 1, "42e01f")] // the level that is high enough
    [InlineData("42c00d", "42e01f", 0, "42e01f")] // asymmetry lets the stream's level stand
    [InlineData("64001f,42001f", "42e01f", 1, "42001f")] // a baseline decoder decodes its subset, under its own name
    [InlineData("42e01f,64001f", "64001f", 1, "64001f")]
    public void The_stream_goes_out_under_a_name_that_is_true(string offered, string stream, int chosen, string answered)
    {
        var formats = offered.Split(',').Select((id, i) => new H264Format((byte)(100 + i), Id(id), LevelAsymmetryAllowed: true)).ToList();
        var format = H264Format.Choose(formats, Id(stream));
        Assert.NotNull(format);
        Assert.Equal(100 + chosen, format.PayloadType);
        Assert.Equal(answered, format.AnswerFor(Id(stream)).ToString());
    }

    [Fact]
    public void Without_asymmetry_the_answer_s_level_is_not_above_the_offer_s() =>
        Assert.Equal("42e00d", new H264Format(100, Id("42c00d"), LevelAsymmetryAllowed: false).AnswerFor(Id("42e01f")).ToString());

    [Theory]
    [InlineData("42e01f", "64001f")]
    [InlineData("64001f", "42e01f")]
    [InlineData("42e01f", "4d001f")]
    public void A_stream_is_not_sent_under_another_profile_s_name(string stream, string offered) =>
        Assert.Null(H264Format.Choose([new H264Format(100, Id(offered), LevelAsymmetryAllowed: true)], Id(stream)));

    private static H264ProfileLevelId Id(string text)
    {
        Assert.True(H264ProfileLevelId.TryParse(text, out var id));
        return id;
    }
}
