using System.Reflection;
using Aspire.Npgsql;

namespace Velro.LocalAspire.Integrations.Tests.Signatures;

public class SignatureTests
{
    /// <summary>Written by <see cref="PublicSignatures"/> from the real assemblies of Aspire 13.5.2.</summary>
    private static readonly string[] Lists =
        ["Aspire.Npgsql", "Aspire.StackExchange.Redis", "Aspire.StackExchange.Redis.DistributedCaching"];

    [Fact]
    public void Every_public_member_is_one_of_Aspire_s_with_the_same_signature()
    {
        var real = Lists.SelectMany(Read).ToHashSet();
        var invented = PublicSignatures.Of(typeof(NpgsqlSettings).Assembly).Where(member => !real.Contains(member)).ToArray();

        Assert.True(invented.Length == 0, $"""
            Not in Signatures/*.txt, and so not in Aspire's client integrations as far as is known:
              {string.Join("\n  ", invented)}
            A member that is ours is made internal. One that a newer Aspire has is verified so: build an empty project that references
            the published package of the version in Directory.Packages.props and includes PublicSignatures.cs, print
            PublicSignatures.Of(<the package's assembly>), and replace the list of that assembly with the output.
            """);
    }

    [Fact]
    public void All_of_the_integrations_is_offered()
    {
        var offered = PublicSignatures.Of(typeof(NpgsqlSettings).Assembly).ToHashSet();
        Assert.All(Lists, list => Assert.Superset(Read(list).ToHashSet(), offered));
    }

    private static string[] Read(string list)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var reader = new StreamReader(assembly.GetManifestResourceStream(typeof(SignatureTests), $"{list}.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
