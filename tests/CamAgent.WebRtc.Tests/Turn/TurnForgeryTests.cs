using CamAgent.Tests.Shared;
using CamAgent.WebRtc.Net;
using CamAgent.WebRtc.Stun;
using CamAgent.WebRtc.Turn;

namespace CamAgent.WebRtc.Tests.Turn;

/// <summary>Answers that are forged, late, doubled or another's.</summary>
public sealed class TurnForgeryTests
{
    private static readonly byte[] WrongKey = new byte[StunLongTermKey.Size];

    [Fact]
    public void A_forged_success_is_as_though_it_had_not_come()
    {
        var test = new AllocationUnderTest(start: false);
        var first = IdOf(test.TakeSent());
        Assert.True(test.Allocation.HandleMessage(Challenge(first, "n1"), test.Now, out _, out _));
        var second = IdOf(test.TakeSent());
        Assert.False(test.Allocation.HandleMessage(Success(second, WrongKey), test.Now, out _, out _));
        Assert.False(test.Allocation.HandleMessage(Success(second, null), test.Now, out _, out _));
        Assert.Equal(TurnAllocationState.Allocating, test.Allocation.State);
        Assert.True(test.Allocation.HandleMessage(Success(second, Key()), test.Now, out _, out _));
        Assert.Equal(TurnAllocationState.Active, test.Allocation.State);
    }

    [Fact]
    public void An_unsigned_refusal_of_a_signed_request_does_not_end_anything()
    {
        var test = new AllocationUnderTest();
        test.Allocation.Permit(AllocationUnderTest.Peer, test.Now);
        var id = IdOf(test.TakeSent());
        foreach (var code in (int[])[300, 400, 403, 437, 441, 486, 500, 508])
            Assert.False(test.Allocation.HandleMessage(Error(id, StunMethod.CreatePermission, code), test.Now, out _, out _));
        Assert.Equal(TurnAllocationState.Active, test.Allocation.State);
        Assert.Equal(8, test.Allocation.Counters.Discarded);
    }

    [Fact]
    public void Answers_of_another_transaction_or_method_and_second_answers_are_dropped()
    {
        var test = new AllocationUnderTest(start: false);
        var first = IdOf(test.TakeSent());
        Assert.False(test.Allocation.HandleMessage(Challenge(new StunTransactionId(1, 1), "n1"), test.Now, out _, out _));
        Assert.True(test.Allocation.HandleMessage(Challenge(first, "n1"), test.Now, out _, out _));
        Assert.False(test.Allocation.HandleMessage(Challenge(first, "n2"), test.Now, out _, out _));
        var second = IdOf(test.TakeSent());
        Assert.False(test.Allocation.HandleMessage(Success(second, Key(), StunMethod.Refresh), test.Now, out _, out _));
        Assert.True(test.Allocation.HandleMessage(Success(second, Key()), test.Now, out _, out _));
        Assert.False(test.Allocation.HandleMessage(Success(second, Key()), test.Now, out _, out _));
        Assert.Equal(4, test.Allocation.Counters.Discarded);
    }

    [Fact]
    public void A_late_answer_changes_nothing()
    {
        var test = new AllocationUnderTest(server => server.IsDown = true, start: false);
        var first = IdOf(test.TakeSent());
        test.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(TurnEndReason.Unreachable, test.End?.Reason);
        Assert.False(test.Allocation.HandleMessage(Challenge(first, "n1"), test.Now, out _, out _));
        Assert.Equal(TurnAllocationState.Ended, test.Allocation.State);
    }

    [Theory]
    [InlineData("obMatJos2gAAAx", false)] // the bit is set, the list was taken away
    [InlineData("obMatJos2AAAAx", true)]
    [InlineData("obMatJos", true)]
    [InlineData("", false)]
    public void A_challenge_from_which_the_better_algorithm_was_taken_is_not_answered(string nonce, bool isTaken)
    {
        var test = new AllocationUnderTest(start: false);
        Assert.Equal(isTaken, test.Allocation.HandleMessage(Challenge(IdOf(test.TakeSent()), nonce), test.Now, out _, out _));
    }

    [Fact]
    public void A_server_that_challenges_for_ever_is_left()
    {
        var test = new AllocationUnderTest(start: false);
        for (var i = 0; i < 10 && test.Allocation.State == TurnAllocationState.Allocating; i++)
            _ = test.Allocation.HandleMessage(Challenge(IdOf(test.TakeSent()), $"n{i}"), test.Now, out _, out _);
        Assert.Equal(TurnAllocationState.Ended, test.Allocation.State);
    }

    [Theory]
    [InlineData("0.0.0.0", 5000)]
    [InlineData("203.0.113.9", 0)]
    [InlineData("239.1.2.3", 5000)]
    public void A_relayed_address_that_is_none_is_a_malformed_answer(string address, int port)
    {
        var test = new AllocationUnderTest(server => server.RelayIPv4 = default, start: false);
        _ = test.Allocation.HandleMessage(Challenge(IdOf(test.TakeSent()), "n"), test.Now, out _, out _);
        var answer = Success(IdOf(test.TakeSent()), Key(), relayed: AllocationUnderTest.Address(address, port));
        Assert.True(test.Allocation.HandleMessage(answer, test.Now, out _, out _));
        test.Pump();
        Assert.Equal(TurnEndReason.MalformedAnswer, test.End?.Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_allocation_withstands_any_message(int seed)
    {
        var test = new AllocationUnderTest();
        test.Send([0x80, 1]);
        byte[][] corpus =
        [
            Challenge(new StunTransactionId(1, 1), "obMatJos2gAAAx"), Success(new StunTransactionId(1, 1), Key()), Error(new StunTransactionId(1, 1), StunMethod.Refresh, 437),
            SimulatedTurnServer.DataIndication(AllocationUnderTest.Peer, [1, 2, 3]), [0x40, 0, 0, 3, 1, 2, 3],
        ];
        var buffer = new byte[TurnAllocation.MaximumMessageSize];
        Fuzz.Bytes(seed, 20_000, 300, corpus, input =>
        {
            _ = test.Allocation.HandleMessage(input, test.Now, out _, out var data);
            _ = input[data];
            while (test.Allocation.TryPollTransmit(test.Now, buffer, out _))
            {
            }
        });
        Assert.Equal(TurnAllocationState.Active, test.Allocation.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_server_that_answers_anything_at_all_only_ends_the_allocation(int seed)
    {
        // Rightly signed, to the right transaction, but anything else.
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var test = new AllocationUnderTest(start: round % 3 == 0);
            var ids = new List<(StunTransactionId Id, StunMethod Method)>();
            for (var step = 0; step < 60; step++)
            {
                var buffer = new byte[TurnAllocation.MaximumMessageSize];
                while (test.Allocation.TryPollTransmit(test.Now, buffer, out var length))
                {
                    if (StunMessage.TryParse(buffer.AsSpan(0, length), out var sent))
                        ids.Add((sent.TransactionId, sent.Method));
                }

                var (id, method) = ids.Count == 0 ? default : ids[random.Next(ids.Count)];
                _ = test.Allocation.HandleMessage(
                    random.Next(5) switch
                    {
                        0 => Challenge(id, $"n{random.Next(3)}", method),
                        1 => Success(id, Key(), method),
                        2 => Error(id, method, random.Next(300, 700), Key()),
                        3 => [0x40, (byte)random.Next(3), 0, 1, 1],
                        _ => SimulatedTurnServer.DataIndication(AllocationUnderTest.Peer, [1]),
                    },
                    test.Now,
                    out _,
                    out _);
                if (random.Next(3) == 0)
                    _ = test.Allocation.Wrap([0x80, 1], AllocationUnderTest.Peer.WithPort((ushort)random.Next(1, 9)), test.Now, buffer);
                if (random.Next(4) == 0)
                    test.Pass(TimeSpan.FromSeconds(random.Next(200)));
            }
        }
    }

    private static StunTransactionId IdOf(byte[] message)
    {
        Assert.True(StunMessage.TryParse(message, out var stun));
        return stun.TransactionId;
    }

    private static byte[] Key()
    {
        var key = new byte[StunLongTermKey.Size];
        Assert.True(StunLongTermKey.TryDerive("camera", "lab"u8, "secret", key));
        return key;
    }

    private static byte[] Challenge(StunTransactionId id, string nonce, StunMethod method = StunMethod.Allocate)
    {
        var buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, method, id);
        writer.WriteErrorCode(401, ""u8);
        writer.WriteText(StunAttributeType.Realm, "lab");
        writer.WriteText(StunAttributeType.Nonce, nonce);
        return buffer[..writer.Length];
    }

    private static byte[] Success(StunTransactionId id, byte[]? key, StunMethod method = StunMethod.Allocate, TransportAddress? relayed = null)
    {
        var buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.SuccessResponse, method, id);
        writer.WriteAddress(StunAttributeType.XorRelayedAddress, relayed ?? AllocationUnderTest.Address("192.0.2.1", 50000));
        writer.WriteUInt32(StunAttributeType.Lifetime, 600);
        if (key is not null)
            writer.WriteIntegrity(key);
        return buffer[..writer.Length];
    }

    private static byte[] Error(StunTransactionId id, StunMethod method, int code, byte[]? key = null)
    {
        var buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.ErrorResponse, method, id);
        writer.WriteErrorCode(code, ""u8);
        if (key is not null)
            writer.WriteIntegrity(key);
        return buffer[..writer.Length];
    }
}
