using CamAgent.WebRtc.Sctp;
using CamAgent.WebRtc.Sctp.DataChannels;
using CamAgent.WebRtc.Tests.Simulation;

namespace CamAgent.WebRtc.Tests.Sctp;

/// <summary>Channels of every kind over links of every kind: what was promised is kept, and nothing stands still for ever.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Seeded_links_keep_every_promise() => Sweep(firstSeed: 0, count: 1000);

    [Fact]
    [Trait("Category", "Long")]
    public void Ten_thousand_seeded_links_keep_every_promise() => Sweep(firstSeed: 10_000, count: 10_000);

    private static void Sweep(int firstSeed, int count) =>
        Parallel.For(firstSeed, firstSeed + count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            try
            {
                new Run(seed).Execute();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}", exception);
            }
        });

    /// <summary>One seed's link, channels and messages.</summary>
    private sealed class Run
    {
        private static readonly TimeSpan Patience = TimeSpan.FromHours(3);
        private readonly Random _random;
        private readonly ChannelPair _pair;
        private readonly List<Flow> _flows = [];

        internal Run(int seed)
        {
            _random = new Random(seed);
            var conditions = new LinkConditions(
                TimeSpan.FromMilliseconds(_random.Next(1, 150)),
                TimeSpan.FromMilliseconds(_random.Next(3) * _random.Next(0, 40)),
                _random.Next(5) == 0 ? 0 : _random.NextDouble() * 0.3,
                _random.NextDouble() * 0.1);
            // A peer that answers nothing for two minutes is none at 30 % either; the ordinary limits are tested by themselves.
            var options = SctpOptions.Default with
            {
                StallLimit = TimeSpan.FromMinutes(2),
                MaximumInitRetransmissions = 100,
                InitialTsn = _random.Next(2) == 0 ? uint.MaxValue - (uint)_random.Next(200) : null,
                ReceiveCapacity = _random.Next(2) == 0 ? 1024 * 1024 : 320 * 1024,
            };
            _pair = new ChannelPair(seed, conditions, options, options);
        }

        internal void Execute()
        {
            // Both, or either: INITs cross each other or do not.
            var who = _random.Next(3);
            if (who != 1)
                _pair.Camera.Connect(_pair.Now);
            if (who != 0)
                _pair.Viewer.Connect(_pair.Now);
            for (var i = _random.Next(1, 6); i > 0; i--)
                _flows.Add(new Flow(_pair, _random, _flows.Count));
            for (var burst = _random.Next(1, 4); burst > 0; burst--)
            {
                foreach (var flow in _flows)
                    flow.Send(_random.Next(1, 25));
                _pair.Run(TimeSpan.FromMilliseconds(_random.Next(0, 500)));
            }

            Assert.True(_pair.Run(Patience, () => _flows.TrueForAll(flow => flow.IsDone) && IsIdle()), $"Stuck: {_pair}; {string.Join("; ", _flows)}");
            foreach (var flow in _flows)
                flow.AssertPromises(_pair.Link.Conditions.Loss);
            Close();
        }

        // Everything arrived or was given up, and nobody holds memory for it. Acknowledgements may still be on their way.
        private bool IsIdle() => _pair.Camera.Statistics.Held == 0 && _pair.Viewer.Statistics.Held == 0;

        private void Close()
        {
            foreach (var flow in _flows)
                flow.Channel.Close();
            Assert.True(_pair.Run(Patience, () => _flows.TrueForAll(flow => flow.IsClosed)), $"Not closed: {_pair}");
            (_random.Next(2) == 0 ? _pair.Camera : _pair.Viewer).Shutdown(_pair.Now);
            Assert.True(_pair.Run(Patience, () => _pair is { Camera.State: SctpState.Closed, Viewer.State: SctpState.Closed }), $"Not shut down: {_pair}");
        }
    }

    /// <summary>One channel's messages, in one direction.</summary>
    private sealed class Flow
    {
        private readonly ChannelPair _pair;
        private readonly Random _random;
        private readonly bool _fromCamera;
        private readonly RecordingObserver _receiver;
        private readonly RecordingObserver _sender;
        private int _sent;
        private int _wanted;

        internal Flow(ChannelPair pair, Random random, int number)
        {
            (_pair, _random) = (pair, random);
            _fromCamera = random.Next(2) == 0;
            (_sender, _receiver) = _fromCamera ? (pair.AtCamera, pair.AtViewer) : (pair.AtViewer, pair.AtCamera);
            var kind = random.Next(4);
            Channel = (_fromCamera ? pair.Camera : pair.Viewer).Open(
                new DataChannelOptions
                {
                    Label = $"flow {number}",
                    IsOrdered = random.Next(2) == 0,
                    MaximumRetransmissions = kind == 2 ? random.Next(3) : null,
                    MaximumLifetime = kind == 3 ? TimeSpan.FromMilliseconds(random.Next(1, 2000)) : null,
                },
                pair.Now)!;
            _sender.OnWritable += channel =>
            {
                if (channel == Channel)
                    Push();
            };
        }

        internal DataChannel Channel { get; }

        private bool IsReliable => Channel.Options is { MaximumRetransmissions: null, MaximumLifetime: null };

        private List<(bool IsBinary, byte[] Content)> Received => _receiver.Messages
            .Where(pair => pair.Key.Label == Channel.Label).Select(pair => pair.Value).SingleOrDefault() ?? [];

        internal bool IsDone => _sent == _wanted && (!IsReliable || Received.Count >= _sent);

        internal bool IsClosed => Channel.State == DataChannelState.Closed
            && _receiver.Channels.Where(channel => channel.Label == Channel.Label).All(channel => channel.State == DataChannelState.Closed);

        internal void Send(int count)
        {
            _wanted += count;
            (_fromCamera ? _pair.Camera : _pair.Viewer).Enter(_pair.Now);
            Push();
        }

        internal void AssertPromises(double loss)
        {
            var numbers = new List<int>();
            foreach (var (isBinary, content) in Received)
            {
                Assert.True(isBinary);
                var number = BitConverter.ToInt32(content);
                Assert.Equal(Content(number, content.Length), content);
                numbers.Add(number);
            }

            Assert.Equal(numbers.Count, numbers.Distinct().Count());
            if (Channel.Options.IsOrdered)
                Assert.Equal(numbers.Order(), numbers);
            if (IsReliable || loss == 0 && Channel.Options.MaximumRetransmissions is not null && _pair.Link.Conditions.Jitter == TimeSpan.Zero)
                Assert.Equal(Enumerable.Range(0, _sent), numbers.Order());
        }

        public override string ToString() => $"{Channel.Options} sent {_sent} of {_wanted}, received {Received.Count}, {Channel.State}";

        private void Push()
        {
            while (_sent < _wanted)
            {
                var length = _random.Next(20) == 0 ? _random.Next(4, 256 * 1024) : _random.Next(3) == 0 ? _random.Next(4, 20_000) : _random.Next(4, 1500);
                if (!Channel.TrySend(Content(_sent, length), isBinary: true))
                    return;
                _sent++;
            }
        }

        private static byte[] Content(int number, int length)
        {
            var content = new byte[length];
            for (var i = 4; i < length; i++)
                content[i] = (byte)((number * 31) + (i * 7) + (i >> 8));
            BitConverter.TryWriteBytes(content, number);
            return content;
        }
    }
}
