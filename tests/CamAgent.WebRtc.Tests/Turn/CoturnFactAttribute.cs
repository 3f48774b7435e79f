using CamAgent.Tests.Shared;

namespace CamAgent.WebRtc.Tests.Turn;

/// <summary>Needs the TURN server of Debian's package coturn.</summary>
internal sealed class CoturnFactAttribute : FactAttribute
{
    public CoturnFactAttribute() => Skip = Coturn.IsInstalled ? null : Coturn.Missing;
}

/// <inheritdoc cref="CoturnFactAttribute"/>
internal sealed class CoturnTheoryAttribute : TheoryAttribute
{
    public CoturnTheoryAttribute() => Skip = Coturn.IsInstalled ? null : Coturn.Missing;
}
