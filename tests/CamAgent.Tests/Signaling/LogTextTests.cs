using CamAgent.Signaling;

namespace CamAgent.Tests.Signaling;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("a\r\nERROR b", "a??ERROR b")]
    [InlineData("\u001b[31m", "?[31m")]
    [InlineData("x\u202ey\u2028z", "x?y?z")]
    [InlineData("Tür", "Tür")]
    [InlineData(null, "")]
    public void Text_from_the_network_stays_on_its_line(string? text, string expected) => Assert.Equal(expected, LogText.Sanitise(text));

    [Fact]
    public void Text_from_the_network_is_bounded() => Assert.Equal(121, LogText.Sanitise(new string('a', 5000)).Length);

    [Fact]
    public void A_session_is_shortened() => Assert.Equal("sessio…", LogText.Session("session-0001"));
}
