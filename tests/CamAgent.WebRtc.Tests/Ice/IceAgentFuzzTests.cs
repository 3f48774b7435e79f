using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Ice;
using CamAgent.WebRtc.Stun;

namespace CamAgent.WebRtc.Tests.Ice;

public sealed class IceAgentFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_agent_withstands_any_datagram(int seed)
    {
        var test = new AgentUnderTest(seed: seed);
        test.Validate(AgentUnderTest.Path(), useCandidate: true);
        byte[][] corpus =
        [
            test.Peer.Request(test.NewId(), useCandidate: true),
            test.Peer.Request(test.NewId(), IceRole.Controlled),
            test.Peer.Success(test.NewId(), AgentUnderTest.Local),
            test.Peer.Error(test.NewId(), 487),
        ];
        var buffer = new byte[IceAgent.MaximumMessageSize];
        Fuzz.Bytes(seed, 20_000, 400, corpus, input =>
        {
            _ = test.Agent.HandleStun(AgentUnderTest.Path(1 + (input.Length % 8)), input, test.Now);
            _ = IceCredentials.TryReadLocalUfrag(input, out _);
            while (test.Agent.TryPollTransmit(buffer, out _, out _))
            {
            }
        });
        Assert.Equal(AgentUnderTest.Path(), test.Agent.SelectedPath);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_peer_that_signs_anything_at_all_only_harms_itself(int seed)
    {
        // Rightly signed, but with attributes in any order, number, role and tie-breaker, on any path, at any time.
        var random = new Random(seed);
        var test = new AgentUnderTest(random.Next(2) == 0 ? IceRole.Controlled : IceRole.Controlling, seed: seed);
        var seen = new List<StunTransactionId>();
        for (var round = 0; round < 5_000; round++)
        {
            test.Peer.TieBreaker = (ulong)random.NextInt64();
            test.Peer.Priority = (uint)random.NextInt64();
            var path = AgentUnderTest.Path(1 + random.Next(60));
            var role = random.Next(2) == 0 ? IceRole.Controlled : IceRole.Controlling;
            var id = seen.Count > 0 && random.Next(2) == 0 ? seen[random.Next(seen.Count)] : test.NewId();
            _ = random.Next(8) switch
            {
                0 or 1 => test.Receive(path, test.Peer.Success(id, path.Remote)),
                2 => test.Receive(path, test.Peer.Error(id, random.Next(300, 700))),
                3 => test.Receive(path, test.Peer.Request(id, role, withPriority: false)),
                _ => test.Receive(path, test.Peer.Request(id, role, random.Next(3) == 0)),
            };
            if (random.Next(4) == 0)
                test.Pass(TimeSpan.FromMilliseconds(random.Next(400)));
            foreach (var (_, message) in test.TakeSent())
            {
                if (StunMessage.TryParse(message, out var stun) && stun.Class == StunClass.Request)
                    seen.Add(stun.TransactionId);
            }

            if (seen.Count > 50)
                seen.RemoveRange(0, 25);
            _ = test.TakeEvents();
            Assert.NotEqual(IceState.Closed, test.Agent.State);
        }
    }
}
