using System.Text;
using System.Text.Json;
using Velro.AuthApi.Requests;
using Velro.Authorization.Contexts;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Policies;

/// <summary>The body of <c>PUT /v1/policies/{name}</c>: the document itself, kept as it was written.</summary>
internal sealed record PutPolicy(string Document) : IRequest<PutPolicy>
{
    public static PutPolicy Read(RequestBody body) => new(Encoding.UTF8.GetString(body.Bytes));
}

/// <summary>
/// Policies that are supposed to be stored beside, or instead of, the stored ones; one without a document is supposed to be gone.
/// </summary>
internal sealed record PolicyDraft(string Name, string? Document)
{
    private const int Most = 1000;

    public static List<PolicyDraft> ReadAll(Fields fields)
    {
        var drafts = new List<PolicyDraft>();
        foreach (var policy in fields.Objects("policies", Most))
        {
            drafts.Add(new PolicyDraft(policy.Text("name", Fields.TypeRule), ReadDocument(policy)));
            policy.NoteUnread();
        }

        return drafts;
    }

    /// <summary>An object, or the text of one, whose lines and columns are then the author's.</summary>
    private static string? ReadDocument(Fields policy)
    {
        const string rule = "a policy document as an object or as text, or null for a policy that is taken away";
        switch (policy.Find("document"))
        {
            case null:
                policy.Missing("document", rule);
                return null;
            case { ValueKind: JsonValueKind.Null }:
                return null;
            case { ValueKind: JsonValueKind.Object } value:
                return value.GetRawText();
            default:
                return policy.Text("document", new TextRule(rule, static text => !text.Contains('\0')));
        }
    }
}

/// <summary>The body of <c>POST /v1/policies:validate</c>.</summary>
internal sealed record ValidatePolicies(IReadOnlyList<PolicyDraft> Policies) : IRequest<ValidatePolicies>
{
    public static ValidatePolicies Read(RequestBody body)
    {
        var fields = body.Fields();
        return fields.Complete(new ValidatePolicies(PolicyDraft.ReadAll(fields)));
    }
}

/// <summary>A question whose answer under other policies is asked for, in the form of a check.</summary>
internal sealed record PolicyCase(
    EntityRef Subject,
    PropertyBag SubjectProperties,
    string Action,
    PropertyBag ActionProperties,
    EntityRef Resource,
    PropertyBag ResourceProperties,
    PropertyBag Context)
{
    public static PolicyCase Read(Fields fields)
    {
        var (subject, subjectProperties) = ReadEntity(fields, "subject");
        var action = fields.Object("action");
        var name = action?.Text("name", Fields.TypeRule) ?? "";
        var actionProperties = action?.PropertiesOrEmpty("properties") ?? PropertyBag.Empty;
        action?.NoteUnread();
        var (resource, resourceProperties) = ReadEntity(fields, "resource");
        var context = fields.PropertiesOrEmpty("context");
        fields.NoteUnread();
        return new PolicyCase(subject, subjectProperties, name, actionProperties, resource, resourceProperties, context);
    }

    private static (EntityRef Entity, PropertyBag Properties) ReadEntity(Fields fields, string name)
    {
        if (fields.Object(name) is not { } entity) return (default, PropertyBag.Empty);
        var read = (entity.Entity(), entity.PropertiesOrEmpty("properties"));
        entity.NoteUnread();
        return read;
    }
}

/// <summary>The body of <c>POST /v1/policies:simulate</c>: cases, or the number of recent decisions to look at, or both.</summary>
internal sealed record SimulatePolicies(IReadOnlyList<PolicyDraft> Policies, IReadOnlyList<PolicyCase> Cases, int Recent)
    : IRequest<SimulatePolicies>
{
    private const int MostCases = 1000;
    private const int MostRecent = 1000;

    public static SimulatePolicies Read(RequestBody body)
    {
        var fields = body.Fields();
        var policies = PolicyDraft.ReadAll(fields);
        var recent = fields.NumberOrNull("recent", 1, MostRecent);
        PolicyCase[] cases = recent is not null && !fields.Has("cases") ? [] : [.. fields.Objects("cases", MostCases).Select(PolicyCase.Read)];
        return fields.Complete(new SimulatePolicies(policies, cases, recent ?? 0));
    }
}
