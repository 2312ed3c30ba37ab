using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Velro.AuthApi.Contract;

/// <summary>
/// The written parts of the contract: schemas with their examples, parameters, headers, and the paths of what the framework maps. They stand
/// as JSON beside this file, a file for each capability, in the words of OpenAPI itself.
/// </summary>
internal static class Components
{
    private const string Prefix = "contract/";

    /// <summary>A document of all of them.</summary>
    /// <exception cref="InvalidOperationException">They are no components; the message tells why.</exception>
    public static OpenApiDocument Read()
    {
        var components = new JsonObject();
        var paths = new JsonObject();
        var assembly = typeof(Components).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            foreach (var (section, members) in JsonNode.Parse(stream)!.AsObject())
                Merge(section == "paths" ? paths : SectionOf(components, section), members!.AsObject());
        }

        return Parse(new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Components", ["version"] = "1" },
            ["components"] = components,
            ["paths"] = paths,
        });
    }

    private static JsonObject SectionOf(JsonObject components, string section)
    {
        if (components[section] is not JsonObject found) components[section] = found = [];
        return found;
    }

    private static void Merge(JsonObject into, JsonObject members)
    {
        foreach (var (name, value) in members) into.Add(name, value!.DeepClone());
    }

    private static OpenApiDocument Parse(JsonObject document)
    {
        var (read, diagnostic) = OpenApiDocument.Parse(document.ToJsonString(JsonSerializerOptions.Default), OpenApiConstants.Json);
        if (read is not null && diagnostic is not { Errors.Count: > 0 }) return read;
        throw new InvalidOperationException(
            $"The components of the contract cannot be read: {string.Join(' ', diagnostic?.Errors.Select(static error => error.ToString()) ?? [])}");
    }
}
