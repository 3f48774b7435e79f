using CamAgent.Hardware.Video.Command;

namespace CamAgent.Hardware.Tests.Video.Command;

public sealed class LastLinesTests
{
    [Fact]
    public void A_password_in_an_address_is_not_passed_on()
    {
        var lines = new LastLines();
        lines.Append("rtsp://admin:s3cret@192.0.2.7/stream: Connection refused\nhttp://plain.example/a@b\n"u8);
        Assert.Equal("rtsp://***@192.0.2.7/stream: Connection refused / http://plain.example/a@b", lines.ToString());
    }
}
