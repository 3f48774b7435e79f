using CamAgent.Access;
using CamAgent.Tests.Shared;

namespace CamAgent.Tests.Access;

public sealed class ViewerFileFuzzTests
{
    [Fact]
    public void Whatever_the_file_holds_the_answer_is_viewers_or_a_problem()
    {
        var good = ViewerFile.Write(
        [
            new Viewer("alice", ViewerSecret.Create(), ViewerRights.All, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
            new Viewer("bob", ViewerSecret.Create(), ViewerRights.View, DateTimeOffset.UnixEpoch, null),
        ]);
        Fuzz.Bytes(seed: 1848, rounds: 5000, maximumLength: 700, [good, """{"version":1,"viewers":[]}"""u8.ToArray()], input =>
        {
            var viewers = ViewerFile.Parse(input, out var problem);
            Assert.True(viewers is null != problem is null);
        });
    }

    [Fact]
    public void Whatever_a_pairing_link_holds_reading_it_does_not_throw()
    {
        var link = new PairingLink(new Uri("https://c.example.org/"), "id", "Näme", "AA:BB", "alice", ViewerSecret.Create(), "wss://b", "camagent").ToString();
        Fuzz.Bytes(seed: 1849, rounds: 5000, maximumLength: 700, [System.Text.Encoding.ASCII.GetBytes(link)], input =>
        {
            var isRead = PairingLink.TryParse(System.Text.Encoding.Latin1.GetString(input), out var read);
            Assert.Equal(isRead, read is not null);
        });
    }
}
