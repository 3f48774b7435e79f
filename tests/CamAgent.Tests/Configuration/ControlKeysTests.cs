namespace CamAgent.Tests.Configuration;

public sealed class ControlKeysTests
{
    [Fact]
    public void Controls_take_numbers_switches_and_texts_and_variables_over_them()
    {
        var controls = Loaded.Valid(
            """{ "video": { "controls": { "brightness": 10, "vertical-flip": true, "anti-flicker": "50hz", "gain": 1.5 } } }""",
            new() { ["CAMAGENT__VIDEO__CONTROLS__GAIN"] = "2", ["CAMAGENT__VIDEO__CONTROLS__WHITE_BALANCE"] = "daylight" }).Video.Controls;
        Assert.Equal(
            "anti-flicker=50hz brightness=10 gain=2 vertical-flip=true white-balance=daylight",
            string.Join(' ', controls.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.Empty(Loaded.Valid("{}").Video.Controls);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"brightness=10\"")]
    [InlineData("{ \"Brightness\": 10 }")]
    [InlineData("{ \"brightness\": {} }")]
    [InlineData("{ \"brightness\": null }")]
    [InlineData("{ \"brightness\": \"\" }")]
    public void What_is_no_object_of_names_is_refused_with_what_is_allowed(string controls)
    {
        var problem = Loaded.Problem($$"""{ "video": { "controls": {{controls}} } }""");
        Assert.Contains("video.controls", problem, StringComparison.Ordinal);
        Assert.Contains("an object of at most 64 names", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_no_text_is_a_problem_and_no_crash() =>
        Assert.Contains("half a surrogate pair", Loaded.Problem("""{ "video": { "controls": { "\ud800": 1 } } }"""), StringComparison.Ordinal);

    [Fact]
    public void A_variable_without_a_name_is_refused() =>
        Assert.Contains("a name must follow", Loaded.Problem("{}", new() { ["CAMAGENT__VIDEO__CONTROLS"] = "10" }), StringComparison.Ordinal);

    [Fact]
    public void A_change_of_controls_counts_at_once()
    {
        var before = Loaded.Valid("""{ "device": { "id": "a", "name": "a" }, "video": { "controls": { "gain": 1 } } }""");
        var after = Loaded.Valid("""{ "device": { "id": "a", "name": "a" }, "video": { "controls": { "gain": 2 } } }""");
        var change = CamAgent.Configuration.ConfigurationChange.Between(before, after);
        Assert.Equal(["video.controls"], change.Live);
        Assert.Empty(change.NeedsRestart);
    }
}
