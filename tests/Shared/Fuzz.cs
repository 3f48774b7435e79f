namespace CamAgent.Tests.Shared;

/// <summary>Random and mutated input for total parsers. A failure names its seed and its bytes, so that it can be repeated.</summary>
internal static class Fuzz
{
    /// <summary>Feeds <paramref name="parse"/> with random bytes and with mutations of the corpus; any exception fails with the seed.</summary>
    /// <param name="maximumAllocationFactor">Bytes that one call may allocate, as a multiple of the input's length plus 4 KiB; null does not look.</param>
    public static void Bytes(int seed, int rounds, int maximumLength, IReadOnlyList<byte[]> corpus, Action<byte[]> parse, int? maximumAllocationFactor = null)
    {
        var random = new Random(seed);
        foreach (var input in corpus)
            Try(seed, -1, input, parse, null);
        for (var round = 0; round < rounds; round++)
        {
            var input = corpus.Count == 0 || random.Next(4) == 0
                ? RandomBytes(random, maximumLength)
                : Mutate(random, corpus, maximumLength);
            Try(seed, round, input, parse, round > 50 ? maximumAllocationFactor : null);
        }
    }

    private static void Try(int seed, int round, byte[] input, Action<byte[]> parse, int? factor)
    {
        var allocated = Allocated(seed, round, input, parse);
        // A collection on another thread in between charges this one with up to 8 KB that it did not use: what is real is there again.
        if (factor is { } limit && allocated > 4096 + ((long)limit * input.Length)
            && (allocated = Allocated(seed, round, input, parse)) > 4096 + ((long)limit * input.Length))
            throw new InvalidOperationException($"Seed {seed}, round {round}: {allocated} bytes allocated for {input.Length}: {Convert.ToHexString(input)}");
    }

    private static long Allocated(int seed, int round, byte[] input, Action<byte[]> parse)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            parse(input);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}, round {round}, input {Convert.ToHexString(input)}", exception);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] RandomBytes(Random random, int maximumLength)
    {
        var bytes = new byte[random.Next(maximumLength + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutate(Random random, IReadOnlyList<byte[]> corpus, int maximumLength)
    {
        var bytes = (byte[])corpus[random.Next(corpus.Count)].Clone();
        for (var i = random.Next(1, 8); i > 0 && bytes.Length > 0; i--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF; break;
                case 3: bytes = bytes[..at]; break;
                case 4: bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]]; break;
                case 5: bytes = [.. bytes, .. RandomBytes(random, 32)]; break;
                default:
                    var other = corpus[random.Next(corpus.Count)];
                    bytes = [.. bytes[..at], .. other[random.Next(other.Length + 1)..]];
                    break;
            }

            if (bytes.Length > maximumLength)
                bytes = bytes[..maximumLength];
        }

        return bytes;
    }
}
