using System.Text.Json;

namespace Velro.LocalAspire.Dashboard.Contract;

/// <summary>
/// How the dashboard speaks with the host that started it: HTTP on the loopback interface, with a key that only the two know. A stream
/// is one JSON value a line, without an end.
/// </summary>
public static class HostProtocol
{
    /// <summary>The header of the key.</summary>
    public const string KeyHeader = "x-resource-service-api-key";

    /// <summary>GET: a <see cref="ResourceState"/> for each resource, and then for every change.</summary>
    public const string Resources = "/resources";

    /// <summary>GET <c>?id=</c>: a <see cref="ConsoleLine"/> for each line that is kept, and then for every new one.</summary>
    public const string Console = "/console";

    /// <summary>POST <c>?id=&amp;name=</c>: has a resource do something; answers a <see cref="CommandOutcome"/>.</summary>
    public const string Commands = "/commands";

    /// <summary>How values are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);
}

/// <summary>A line of a console log.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">The line, with the colours that the process gave it.</param>
/// <param name="IsError">Whether it was written to the error stream.</param>
public sealed record ConsoleLine(int Number, string Text, bool IsError);

/// <summary>What became of a command.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">What a person reads.</param>
public sealed record CommandOutcome(bool Success, string? Message);
