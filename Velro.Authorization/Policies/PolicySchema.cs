namespace Velro.Authorization.Policies;

/// <summary>The JSON Schema of policy documents, for editors and for the documentation.</summary>
public static class PolicySchema
{
    /// <summary>The schema's text.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(PolicySchema).Assembly.GetManifestResourceStream("policy.schema.json")
            ?? throw new InvalidOperationException("The schema of policies is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
