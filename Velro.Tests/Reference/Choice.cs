using CsCheck;

namespace Velro.Tests.Reference;

/// <summary>One of some things, each as often as the others.</summary>
internal static class Choice
{
    public static Gen<T> Of<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
