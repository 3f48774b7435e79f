namespace CamAgent.Mqtt.Tests;

public sealed class TopicFilterTests
{
    // MQTT 5 §4.7, its own examples among them.
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/#", "sports", false)]
    [InlineData("#", "any/thing", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/uptime", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/uptime", true)]
    [InlineData("ACCOUNTS", "Accounts", false)]
    [InlineData("$share/group/a/+", "a/b", true)]
    [InlineData("$share/group/#", "$SYS/uptime", false)]
    [InlineData("camagent/v1/a/rtc/+/up", "camagent/v1/a/rtc/12345678/up", true)]
    [InlineData("camagent/v1/a/rtc/+/up", "camagent/v1/a/rtc/12345678/down", false)]
    public void A_filter_matches_the_topics_that_the_standard_says(string filter, string topic, bool matches) =>
        Assert.Equal(matches, TopicFilter.Matches(filter, topic));

    [Theory]
    [InlineData("", false)]
    [InlineData("sport/tennis#", false)]
    [InlineData("sport/tennis/#/ranking", false)]
    [InlineData("sport+", false)]
    [InlineData("sport/+/player1", true)]
    [InlineData("+/tennis/#", true)]
    [InlineData("/", true)]
    [InlineData("a\0b", false)]
    [InlineData("$share/group/", false)]
    [InlineData("$share//a", false)]
    [InlineData("$share/gr+up/a", false)]
    [InlineData("$share/group/a", true)]
    public void A_filter_is_valid_as_the_standard_says(string filter, bool valid) => Assert.Equal(valid, TopicFilter.IsValid(filter));

    [Fact]
    public void A_filter_with_half_a_surrogate_pair_is_not_valid() => Assert.False(TopicFilter.IsValid($"a{(char)0xD800}b"));

    [Fact]
    public void A_filter_longer_than_65535_bytes_is_not_valid()
    {
        Assert.True(TopicFilter.IsValid(new string('ü', 32767)));
        Assert.False(TopicFilter.IsValid(new string('ü', 32768)));
    }
}
