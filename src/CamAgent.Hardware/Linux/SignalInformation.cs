using System.Runtime.InteropServices;

namespace CamAgent.Hardware.Linux;

/// <summary>siginfo_t as waitid fills it in. The union after si_code is aligned like a pointer.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SignalInformation
{
    public const int CLD_EXITED = 1;

    public int Signal;
    public int Error;
    public int Code;
    private Union _union;

    public readonly int Status => _union.Status;

    [StructLayout(LayoutKind.Sequential)]
    private struct Union
    {
        // Pid and uid fill one pointer's width or two; the empty pointer-sized array keeps the union's alignment.
        public Aligned Ids;
        public int Status;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Aligned
    {
        [FieldOffset(0)]
        public int Pid;

        [FieldOffset(4)]
        public int UserId;

        [FieldOffset(0)]
        public nint Alignment;
    }
}
