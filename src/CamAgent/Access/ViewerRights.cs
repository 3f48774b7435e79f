namespace CamAgent.Access;

/// <summary>What a viewer may do (contract §2: <c>viewer add --allow</c>).</summary>
[Flags]
internal enum ViewerRights
{
    None = 0,
    View = 1,
    Talk = 2,
    Control = 4,
    All = View | Talk | Control,
}
