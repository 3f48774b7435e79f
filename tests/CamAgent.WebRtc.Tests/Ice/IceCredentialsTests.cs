using CamAgent.WebRtc.Ice;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceCredentialsTests
{
    [Fact]
    public void Own_credentials_are_long_enough_and_never_twice_the_same()
    {
        var random = new SeededRandomSource(1);
        var all = Enumerable.Range(0, 1000).Select(_ => IceCredentials.Create(random)).ToList();
        Assert.Equal(1000, all.Select(credentials => credentials.Ufrag).Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, credentials => Assert.True(credentials.Ufrag.Length >= 8 && credentials.Password.Length >= 22));
        Assert.All(all, credentials => Assert.True(IceCredentials.TryCreate(credentials.Ufrag, credentials.Password, out _)));
    }

    [Theory]
    [InlineData("abc", "1234567890123456789012")]
    [InlineData("abcd", "123456789012345678901")]
    [InlineData("ab:cd", "1234567890123456789012")]
    [InlineData("abcd", "12345678901234567890 2")]
    [InlineData("", "")]
    public void What_RFC_8839_does_not_allow_is_refused(string ufrag, string password) => Assert.False(IceCredentials.TryCreate(ufrag, password, out _));

    [Fact]
    public void A_password_does_not_appear_in_text()
    {
        var credentials = IceCredentials.Create(new SeededRandomSource(1));
        Assert.DoesNotContain(credentials.Password, $"{credentials}", StringComparison.Ordinal);
    }
}
