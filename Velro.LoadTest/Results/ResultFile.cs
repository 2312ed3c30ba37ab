using System.Text.Json;
using System.Text.Json.Serialization;

namespace Velro.LoadTest.Results;

/// <summary>The JSON file of a run.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <exception cref="InvalidDataException">It is no result of this tool.</exception>
    public static LoadResult Read(string path)
    {
        try
        {
            var result = JsonSerializer.Deserialize<LoadResult>(File.ReadAllBytes(path), Format);
            return result is { Format: 1 } ? result : throw new InvalidDataException($"{path} is no result of this version.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no result of a load test: {exception.Message}", exception);
        }
    }

    public static void Write(string path, LoadResult result) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(result, Format));
}
