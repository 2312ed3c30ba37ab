namespace Velro.AuthApi.Requests;

/// <summary>A member of a change: absent leaves the thing as it is, null (where it may be) takes the value away.</summary>
internal readonly record struct Patched<T>(bool IsSet, T Value)
{
    /// <summary>What the thing has after the change.</summary>
    public T Or(T present) => IsSet ? Value : present;
}
