using System.Reflection;
using System.Runtime.CompilerServices;

namespace Velro.LocalAspire.Tests.Signatures;

/// <summary>
/// In Aspire's namespaces the local host offers a part of Aspire 13.5.2 and nothing else, so that code written for one compiles
/// against the other. <c>VerifiedSignatures.txt</c> is what the local host offers, each line found in the published packages.
/// <para>
/// To verify new members: put the packages <c>Aspire.Hosting</c>, <c>.AppHost</c>, <c>.PostgreSQL</c>, <c>.Redis</c>, <c>.Testing</c>,
/// <c>Aspire.Npgsql</c>, <c>Aspire.StackExchange.Redis</c> and <c>.DistributedCaching</c> (<c>*.13.5.2.nupkg</c>) into one folder and run
/// these tests with <c>ASPIRE_PACKAGES</c> naming it. When every line is found there, the list is written anew.
/// </para>
/// </summary>
public sealed class SignatureTests
{
    private const string HowToVerify =
        "They are not verified to exist in Aspire 13.5.2. Run these tests with ASPIRE_PACKAGES naming a folder of its published packages "
        + "(see SignatureTests): it says which of them Aspire does not have, and writes the list anew when it has all.";

    private static string ListPath([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "VerifiedSignatures.txt");

    [Fact]
    public void What_is_offered_in_Aspires_namespaces_is_verified_to_be_Aspires()
    {
        if (Environment.GetEnvironmentVariable("ASPIRE_PACKAGES") is { Length: > 0 } packages) Verify(packages);
        var unverified = Offered().Except(Verified()).ToList();
        Assert.True(unverified.Count == 0, $"{unverified.Count} signatures are new:\n{string.Join('\n', unverified)}\n{HowToVerify}");
    }

    [Fact]
    public void The_list_has_no_signature_that_is_no_longer_offered()
    {
        var gone = Verified().Except(Offered()).ToList();
        Assert.True(gone.Count == 0, $"Remove these lines from VerifiedSignatures.txt:\n{string.Join('\n', gone)}");
    }

    [Theory]
    [InlineData(
        "Aspire.Hosting.ApplicationModel.IResourceBuilder<T> is interface where T : out, Aspire.Hosting.ApplicationModel.IResource")]
    [InlineData("Aspire.Hosting.ApplicationModel.Resource has protected new(System.String name)")]
    [InlineData(
        "Aspire.Hosting.ApplicationModel.EndpointProperty has const Aspire.Hosting.ApplicationModel.EndpointProperty HostAndPort = 6")]
    [InlineData("Aspire.Hosting.ApplicationModel.ContainerImageAnnotation has required System.String Image { get; set; }")]
    [InlineData("Aspire.Hosting.ApplicationModel.EndpointReference has System.String ErrorMessage { get; init; }")]
    public void A_signature_says_what_callers_depend_on(string signature) => Assert.Contains(signature, Offered());

    private static HashSet<string> Offered() =>
        [.. LocalAspireAssemblies().SelectMany(assembly => PublicSignatures.Of(assembly, IsForeign))];

    private static HashSet<string> Verified()
    {
        using var reader = new StreamReader(typeof(SignatureTests).Assembly.GetManifestResourceStream("VerifiedSignatures.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void Verify(string packages)
    {
        using var published = new PublishedPackages(packages);
        var real = published.Signatures(IsForeign);
        var offered = Offered().Order(StringComparer.Ordinal).ToList();
        var invented = offered.Where(line => !real.Contains(line)).ToList();
        Assert.True(
            invented.Count == 0,
            $"Aspire does not have:\n{string.Join('\n', invented)}\n"
                + $"Not read: {string.Join('\n', published.Unreadable.DefaultIfEmpty("nothing"))}");
        File.WriteAllText(ListPath(), string.Join('\n', offered) + '\n');
    }

    /// <summary>Namespaces that are not ours; what other libraries put into them is in their assemblies, not in these.</summary>
    private static bool IsForeign(string ns) => ns is "Aspire" or "Microsoft"
        || ns.StartsWith("Aspire.", StringComparison.Ordinal) || ns.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>All parts of the local host that these tests refer to; a new one is found by its name.</summary>
    private static IEnumerable<Assembly> LocalAspireAssemblies() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Velro.LocalAspire.*.dll")
            .Where(path => !path.EndsWith("Tests.dll", StringComparison.Ordinal))
            .Select(Assembly.LoadFrom);
}
