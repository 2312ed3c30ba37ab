namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>So many passwords wait to be hashed that another one would wait too long.</summary>
internal sealed class HashingBusyException() : Exception("Too many sign-ins are waiting.");
