using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Velro.LocalAspire.Tests.Signatures;

/// <summary>The assemblies in a folder of packages, to be read, not run.</summary>
internal sealed class PublishedPackages : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aspire-packages-").FullName;
    private readonly MetadataLoadContext _context;
    private readonly List<string> _assemblies = [];

    public PublishedPackages(string packages)
    {
        foreach (var package in Directory.EnumerateFiles(packages, "*.nupkg")) Extract(package);
        var installed = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll");
        var ours = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll");
        var aspNet = Directory.EnumerateFiles(
            Path.GetDirectoryName(typeof(Microsoft.Extensions.Hosting.IHost).Assembly.Location)!, "*.dll");
        var byName = _assemblies.Concat(ours).Concat(aspNet).Concat(installed).DistinctBy(Path.GetFileName);
        _context = new MetadataLoadContext(new PathAssemblyResolver(byName), typeof(object).Assembly.GetName().Name);
    }

    /// <summary>The assemblies that could not be read, and which assembly they need that the tests do not have.</summary>
    public List<string> Unreadable { get; } = [];

    public HashSet<string> Signatures(Func<string, bool> ofNamespace) => [.. _assemblies.SelectMany(path => Signatures(path, ofNamespace))];

    public void Dispose()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private List<string> Signatures(string path, Func<string, bool> ofNamespace)
    {
        try
        {
            return [.. PublicSignatures.Of(_context.LoadFromAssemblyPath(path), ofNamespace)];
        }
        catch (FileNotFoundException needed)
        {
            Unreadable.Add($"{Path.GetFileName(path)}: {needed.Message.Split(". ")[0]}");
            return [];
        }
    }

    private void Extract(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.StartsWith("lib/net10.0/", StringComparison.Ordinal)
            && entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            var path = Path.Combine(_folder, entry.Name);
            entry.ExtractToFile(path, overwrite: true);
            _assemblies.Add(path);
        }
    }
}
