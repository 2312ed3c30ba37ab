using Velro.Data.Secrets;

namespace Velro.Migrations;

/// <summary>What a run of the migrations is to do beside bringing the schema up to date.</summary>
/// <param name="AdminKey">The bootstrap key's text.</param>
/// <param name="MasterKey">The root secret, under which it is hashed.</param>
/// <param name="WithDemo">Whether to load the demo world and the AuthZEN fixture.</param>
public sealed record MigrationPlan(string? AdminKey, MasterKey MasterKey, bool WithDemo)
{
    /// <summary>Tells nothing of the keys.</summary>
    public override string ToString() => $"{nameof(MigrationPlan)} {{ WithDemo = {WithDemo} }}";
}
