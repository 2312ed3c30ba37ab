namespace Velro.Nodes.Samples;

/// <summary>What the operations of the API are to somebody who waits for them, by their method and route.</summary>
public static class ApiOperations
{
    /// <summary>Whether it answers checks.</summary>
    public static bool IsCheck(string operation) =>
        operation is "POST /access/v1/evaluation" or "POST /access/v1/evaluations";

    /// <summary>Whether somebody signs in or renews a sign-in by it: a password's hash is in it, which is to take its time.</summary>
    public static bool IsSignIn(string operation) => operation is "POST /connect/token" || operation.Contains("/account/sign-in", StringComparison.Ordinal);

    /// <summary>The time in seconds that satisfies who waits for it (Apdex' T).</summary>
    public static double TargetOf(string operation) =>
        IsSignIn(operation) || operation.Contains("media-url", StringComparison.Ordinal) || operation.Contains("/media/", StringComparison.Ordinal) ? 0.1 : 0.075;
}
