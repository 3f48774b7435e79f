using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace CamAgent.WebRtc.Srtp;

/// <summary>Which profile to ask for first. Both are safe, so the cheaper one for this processor leads.</summary>
public static class SrtpProfilePreference
{
    private static readonly SrtpProfile[] GcmFirst = [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80];
    private static readonly SrtpProfile[] CounterModeFirst = [SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm];

    /// <summary>The order for the processor that this runs on.</summary>
    public static IReadOnlyList<SrtpProfile> Default { get; } = For(ProcessorHasAes);

    // GCM needs the carry-less multiply too; on ARM both come with the same extension.
    private static bool ProcessorHasAes => (Aes.IsSupported && Pclmulqdq.IsSupported) || Arm.Aes.IsSupported;

    /// <summary>
    /// With AES in hardware GCM takes half of what CM and SHA-1 take; without it (Raspberry Pi 4) GCM takes half as much again as they do.
    /// </summary>
    public static IReadOnlyList<SrtpProfile> For(bool processorHasAes) => processorHasAes ? GcmFirst : CounterModeFirst;
}
