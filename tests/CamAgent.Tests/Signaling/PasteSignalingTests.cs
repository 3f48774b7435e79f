using System.Text;
using System.Text.Json;
using CamAgent.Signaling;
using CamAgent.Signaling.Paste;
using CamAgent.Streaming;

namespace CamAgent.Tests.Signaling;

public sealed class PasteSignalingTests : IDisposable
{
    private const string Sdp = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\n";
    private const string Json = """{"type":"offer","sdp":"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\n"}""";

    private readonly FakeSessions _sessions = new();
    private readonly ManualTime _time = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _messages = new();

    public PasteSignalingTests() => _sessions.OnOffer = static (_, observer, _) =>
    {
        observer.LocalCandidate(new LocalCandidate("candidate:1 late", "0", 0, "u"));
        observer.LocalCandidate(null);
        observer.Ended("the viewer left");
        return ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "u", "p", false));
    };

    private const string Complete = FakeSessions.Answer + "a=candidate:1 late\r\na=end-of-candidates\r\n";

    [Theory]
    [InlineData(Sdp)]
    [InlineData("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\n\nnot read any more")]
    [InlineData("\n\n" + Sdp + "\r\n")]
    public async Task A_description_is_answered_with_every_candidate(string text)
    {
        var outcome = await RunAsync(text);
        Assert.Equal(new PasteOutcome(null, "the viewer left"), outcome);
        Assert.Equal(Sdp, Assert.Single(_sessions.Offers).Sdp);
        Assert.Equal(Complete, _output.ToString().TrimEnd('\n').TrimEnd('\r') + "\r\n");
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Json + "\nnot read any more")]
    [InlineData("{\n\"type\": \"offer\",\n\"sdp\": \"v=0\\r\\no=- 1 1 IN IP4 0.0.0.0\\r\\ns=-\\r\\n\"\n}\n")]
    public async Task JSON_is_answered_with_JSON(string text)
    {
        await RunAsync(text);
        Assert.Equal(Sdp, Assert.Single(_sessions.Offers).Sdp);
        using var answer = JsonDocument.Parse(_output.ToString());
        Assert.Equal("answer", answer.RootElement.GetProperty("type").GetString());
        Assert.Equal(Complete, answer.RootElement.GetProperty("sdp").GetString());
    }

    [Theory]
    [InlineData(Sdp, false)]
    [InlineData(Json, true)]
    public async Task Base64_is_answered_with_base64_of_the_same(string text, bool json)
    {
        // Mail and chat wrap long lines.
        await RunAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks) + "\n\n");
        Assert.Equal(Sdp, Assert.Single(_sessions.Offers).Sdp);
        var answer = Encoding.UTF8.GetString(Convert.FromBase64String(_output.ToString().Trim()));
        Assert.Equal(json, answer.StartsWith('{'));
    }

    [Fact]
    public async Task JSON_ends_itself_so_that_a_terminal_need_not_be_closed()
    {
        var input = new LineThenHang(Json + "\n");
        var outcome = await new PasteSignaling(_sessions, _time, new SeededRandom(1)).RunAsync(input, _output, _messages, CancellationToken.None);
        Assert.Null(outcome.Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\n\n")]
    [InlineData("{\"type\":\"answer\",\"sdp\":\"v=0\"}")]
    [InlineData("{\"type\":\"offer\"}")]
    [InlineData("{\"type\":\"offer\",\"sdp\":")]
    [InlineData("{\"type\":\"offer\",\"sdp\":\"\\ud800\"}")]
    public async Task What_is_not_an_offer_is_said_in_words(string text)
    {
        var outcome = await RunAsync(text);
        Assert.Equal(SignalErrorCode.BadRequest, outcome.Refused);
        Assert.NotEmpty(outcome.Reason);
        Assert.Empty(_sessions.Offers);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task What_never_ends_is_not_read_forever()
    {
        var outcome = await RunAsync("v=0" + new string('a', PasteSignaling.MaximumCharacters));
        Assert.Equal(SignalErrorCode.BadRequest, outcome.Refused);
    }

    [Fact]
    public async Task A_refused_offer_says_why()
    {
        _sessions.OnOffer = static (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Refused(SignalErrorCode.Unsupported, "No H.264."));
        Assert.Equal(new PasteOutcome(SignalErrorCode.Unsupported, "No H.264."), await RunAsync(Sdp));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_delays_the_answer_only_so_long()
    {
        _sessions.OnOffer = static (_, _, _) => ValueTask.FromResult<OfferOutcome>(new OfferOutcome.Answered(FakeSessions.Answer, "u", "p", false));
        using var stop = new CancellationTokenSource();
        var output = new SignallingWriter();
        var run = new PasteSignaling(_sessions, _time, new SeededRandom(1)).RunAsync(new StringReader(Json), output, _messages, stop.Token);
        Eventually.Is(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return output.Flushed;
        });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.DoesNotContain("end-of-candidates", output.ToString(), StringComparison.Ordinal);
        Assert.Single(_sessions.Closed);
    }

    public void Dispose()
    {
        _output.Dispose();
        _messages.Dispose();
    }

    private Task<PasteOutcome> RunAsync(string input) =>
        new PasteSignaling(_sessions, _time, new SeededRandom(1)).RunAsync(new StringReader(input), _output, _messages, CancellationToken.None);

    private sealed class SignallingWriter : StringWriter
    {
        private volatile bool _flushed;

        public bool Flushed => _flushed;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            _flushed = true;
            return base.FlushAsync(cancellationToken);
        }
    }

    private sealed class LineThenHang(string line) : TextReader
    {
        private bool _read;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            if (_read)
                return new ValueTask<int>(new TaskCompletionSource<int>().Task);
            _read = true;
            line.AsSpan().CopyTo(buffer.Span);
            return ValueTask.FromResult(line.Length);
        }
    }
}
