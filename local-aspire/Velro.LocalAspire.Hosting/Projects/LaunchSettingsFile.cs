using System.Text.Json;

namespace Aspire.Hosting;

internal static class LaunchSettingsFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The launch settings in a project's folder; null when it has none.</summary>
    public static LaunchSettings? InFolder(string folder)
    {
        var path = Path.Combine(folder, "Properties", "launchSettings.json");
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException malformed)
        {
            throw new DistributedApplicationException($"The launch settings '{path}' cannot be read: {malformed.Message}", malformed);
        }
    }
}
