using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>
/// Which AppHost it is: by its project's name for a deployment, which is the same from every checkout, and by its path when it runs
/// here, where two checkouts are two applications.
/// </summary>
internal static class AppHostIdentity
{
    [SuppressMessage("Globalization", "CA1308", Justification = "The hash is of the lower case path.")]
    public static void AddTo(
        ConfigurationManager configuration, DistributedApplicationOptions options, IDistributedApplicationBuilder builder)
    {
        var name = AppHostMetadata.ProjectNameOf(options.Assembly) ?? builder.Environment.ApplicationName;
        var path = Path.GetFullPath(Path.Join(builder.AppHostDirectory, name));
        var (pathHash, nameHash) = (Hash(path.ToLowerInvariant()), Hash(name));
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AppHost:Directory"] = builder.AppHostDirectory,
            ["AppHost:Path"] = path,
            ["AppHost:PathSha256"] = pathHash,
            ["AppHost:ProjectNameSha256"] = nameHash,
            ["AppHost:Sha256"] = builder.ExecutionContext.IsPublishMode ? nameHash : pathHash,
        });
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
