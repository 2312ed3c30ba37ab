namespace Velro.Authorization.Callers;

/// <summary>A service key as a request presented it: which one it claims to be, and the keyed hash of its text. Never the text.</summary>
public readonly record struct PresentedKey(string KeyId, ReadOnlyMemory<byte> Hash);
