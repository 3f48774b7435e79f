namespace CamAgent.WebRtc.Srtp;

/// <summary>
/// The indices that were accepted lately, so that none is accepted twice (RFC 3711 §3.3.2, which asks for at least 64). 128 let a packet
/// come as late as 50 ms at 20 Mbit/s.
/// </summary>
internal struct ReplayWindow
{
    public const int Size = 128;

    private UInt128 _accepted;

    /// <summary>The highest accepted index; of no meaning while none was.</summary>
    public ulong Highest { get; private set; }

    /// <summary>False where the index was accepted before, or is too old to tell.</summary>
    public readonly bool Allows(ulong index)
    {
        if (_accepted == 0 || index > Highest)
            return true;
        var age = Highest - index;
        return age < Size && ((_accepted >> (int)age) & 1) == 0;
    }

    /// <summary>Only for an index that <see cref="Allows"/> allows and whose packet was authentic.</summary>
    public void Accept(ulong index)
    {
        if (_accepted == 0)
        {
            Highest = index;
            _accepted = 1;
        }
        else if (index > Highest)
        {
            var shift = index - Highest;
            _accepted = shift >= Size ? 1 : (_accepted << (int)shift) | 1;
            Highest = index;
        }
        else
        {
            _accepted |= UInt128.One << (int)(Highest - index);
        }
    }
}
