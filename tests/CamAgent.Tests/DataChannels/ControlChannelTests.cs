using System.Text;
using System.Text.Json;
using CamAgent.Access;
using CamAgent.DataChannels.Control;
using CamAgent.Tests.Signaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace CamAgent.Tests.DataChannels;

public sealed class ControlChannelTests
{
    private readonly ManualTime _time = new();
    private readonly RpcMethods _methods = new();
    private readonly FakeLine _line = new();
    private readonly ControlChannel _channel;
    private readonly List<string> _calls = [];
    private readonly TaskCompletionSource _release = new();
    private ViewerRights _rights = ViewerRights.View;

    public ControlChannelTests()
    {
        _methods.Add("status.get", ViewerRights.View, call =>
        {
            _calls.Add(call.Session);
            return new RpcOutcome.Result(static json => json.WriteNumberValue(7));
        });
        _methods.Add("output.set", ViewerRights.Control, call =>
        {
            if (!call.TryGetText("name", out var name) || !call.TryGetBoolean("on", out var on))
                return RpcOutcome.BadParameters("params are name and on");
            _calls.Add($"{name}={on}");
            return RpcOutcome.Done;
        });
        _methods.Add("snapshot.take", ViewerRights.View, static _ => new RpcOutcome.Binary(new byte[40_000], "image/jpeg"));
        _methods.Add("broken", ViewerRights.View, RpcOutcome (_) => throw new InvalidOperationException("a bug"));
        _methods.Add("slow", ViewerRights.View, async _ =>
        {
            await _release.Task;
            return RpcOutcome.Done;
        });
        _channel = new ControlChannel(_methods, _line, () => _rights, _time, NullLogger.Instance);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"a-b\"")]
    [InlineData("null")]
    [InlineData("-3")]
    public void An_answer_carries_the_requests_id(string id)
    {
        var answer = Ask($$"""{"jsonrpc":"2.0","id":{{id}},"method":"status.get"}""");
        Assert.Equal(id, answer.GetProperty("id").GetRawText());
        Assert.Equal(7, answer.GetProperty("result").GetInt32());
        Assert.Equal("2.0", answer.GetProperty("jsonrpc").GetString());
        Assert.Equal(["session-of-alice"], _calls);
    }

    [Fact]
    public void A_notification_is_carried_out_and_not_answered()
    {
        Say("""{"jsonrpc":"2.0","method":"status.get"}""");
        Ask("""{"jsonrpc":"2.0","id":1,"method":"status.get"}""");
        Assert.Equal(2, _calls.Count);
        Assert.Single(_line.Sent);
    }

    [Fact]
    public void What_the_rights_do_not_allow_gets_its_error_and_does_nothing()
    {
        var answer = Ask("""{"jsonrpc":"2.0","id":1,"method":"output.set","params":{"name":"light","on":true}}""");
        Assert.Equal(RpcErrorCode.Forbidden, Code(answer));
        Assert.Contains("control", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(_calls);

        _rights |= ViewerRights.Control;
        Assert.True(Ask("""{"jsonrpc":"2.0","id":2,"method":"output.set","params":{"name":"light","on":true}}""").TryGetProperty("result", out _));
        Assert.Equal(["light=True"], _calls);
    }

    [Theory]
    [InlineData("", RpcErrorCode.ParseError)]
    [InlineData("{", RpcErrorCode.ParseError)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"status.get\"}", RpcErrorCode.ParseError)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", RpcErrorCode.ParseError)]
    [InlineData("7", RpcErrorCode.InvalidRequest)]
    [InlineData("[]", RpcErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"status.get\"}", RpcErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"status.get\"}", RpcErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", RpcErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", RpcErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status.get\",\"params\":[1]}", RpcErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"reboot\"}", RpcErrorCode.MethodNotFound)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"broken\"}", RpcErrorCode.InternalError)]
    public void What_is_no_request_gets_its_error_and_the_channel_goes_on(string message, int code)
    {
        Assert.Equal(code, Code(Ask(message)));
        Assert.Empty(_calls);
        Ask("""{"jsonrpc":"2.0","id":1,"method":"status.get"}""");
        Assert.Single(_calls);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"name\":7,\"on\":true}")]
    [InlineData("{\"name\":\"light\",\"on\":\"true\"}")]
    [InlineData("{\"name\":\"\\udc00\",\"on\":true}")]
    public void Wrong_parameters_change_nothing(string parameters)
    {
        _rights = ViewerRights.All;
        Assert.Equal(RpcErrorCode.InvalidParams, Code(Ask($$"""{"jsonrpc":"2.0","id":1,"method":"output.set","params":{{parameters}}}""")));
        Assert.Empty(_calls);
    }

    [Fact]
    public void A_request_of_a_megabyte_is_refused_in_words() =>
        Assert.Equal(RpcErrorCode.InvalidRequest, Code(Ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + new string('a', 1 << 20) + "\"}")));

    [Fact]
    public void Binary_content_is_announced_and_follows_in_messages_that_leave_room_for_others()
    {
        Say("""{"jsonrpc":"2.0","id":1,"method":"snapshot.take"}""");
        Eventually.Is(() => _line.Sent.Count == 4);

        Assert.Equal("""{"bytes":40000,"contentType":"image/jpeg"}""", _line.Answers[0].GetProperty("result").GetRawText());
        Assert.Equal([16384, 16384, 7232], _line.Sent.Skip(1).Select(static message => message.Content.Length));
    }

    [Fact]
    public void More_requests_than_are_kept_are_refused_and_those_that_wait_are_answered()
    {
        for (var i = 0; i < 1000; i++)
            Say($$"""{"jsonrpc":"2.0","id":{{i}},"method":"slow"}""");
        Eventually.Is(() => _line.Answers.Count(static answer => answer.TryGetProperty("error", out _)) >= 1000 - 33);
        var refused = _line.Answers.Count;
        Assert.All(_line.Answers, answer => Assert.Equal(RpcErrorCode.Busy, Code(answer)));

        _release.SetResult();

        Eventually.Is(() => _line.Answers.Count == 1000);
        Assert.Equal(1000 - refused, _line.Answers.Count(static answer => answer.TryGetProperty("result", out _)));
    }

    [Fact]
    public async Task A_viewer_that_never_reads_is_closed()
    {
        _line.IsFull = true;
        Say("""{"jsonrpc":"2.0","id":1,"method":"status.get"}""");
        while (!_channel.Work.IsCompleted || _channel.Work == Task.CompletedTask)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(_line.IsClosed);
    }

    [Fact]
    public void A_viewer_that_reads_late_gets_everything()
    {
        _line.IsFull = true;
        Say("""{"jsonrpc":"2.0","id":1,"method":"status.get"}""");
        Eventually.Is(() => _calls.Count == 1);
        _line.IsFull = false;
        _channel.Writable();
        Eventually.Is(() => _line.Answers.Count == 1);
    }

    [Fact]
    public async Task After_the_channel_is_closed_nothing_is_at_work()
    {
        var channels = new ControlChannels();
        channels.Add(_channel);
        _line.IsFull = true;
        Say("""{"jsonrpc":"2.0","id":1,"method":"status.get"}""");
        _channel.Closed();
        await _channel.Work.WaitAsync(TimeSpan.FromSeconds(10));
        _line.IsFull = false;

        channels.Notify("viewers.changed", static json => json.WriteNullValue());
        Assert.Empty(_line.Sent);
    }

    [Fact]
    public void What_changes_is_told_to_every_open_channel()
    {
        var channels = new ControlChannels();
        channels.Add(_channel);
        channels.Notify("viewers.changed", static json =>
        {
            json.WriteStartObject();
            json.WriteNumber("viewers", 2);
            json.WriteEndObject();
        });
        Assert.Equal("""{"jsonrpc":"2.0","method":"viewers.changed","params":{"viewers":2}}""", _line.ToString());
    }

    [Fact]
    public void Damaged_requests_are_answered_without_a_fault()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var whole = """{"jsonrpc":"2.0","id":"x","method":"status.get","params":{"name":"light","on":true}}"""u8.ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = whole.ToArray();
            for (var n = random.Next(1, 5); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                var isRead = RpcRequest.TryRead(damaged.AsMemory(0, random.Next(damaged.Length + 1)), out _, out var id, out _, out var problem);
                Assert.Equal(isRead, problem.Length == 0);
                if (id is not null)
                    RpcWriter.Error(id, 1, problem);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {i}: {exception}");
            }
        }
    }

    private static int Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();

    private void Say(string message) => _channel.Message(isBinary: false, Encoding.UTF8.GetBytes(message));

    private JsonElement Ask(string message)
    {
        var before = _line.Answers.Count;
        Say(message);
        Eventually.Is(() => _line.Answers.Count > before);
        return _line.Answers[^1];
    }
}
