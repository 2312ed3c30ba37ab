using System.Text.Json;
using Velro.AuthApi.Problems;

namespace Velro.AuthApi.Authorization.Requests;

/// <summary>Reads one evaluation, or says everything that is wrong with it.</summary>
internal sealed class EvaluationBodyReader(RevisionTokens revisions)
{
    public (EvaluationBody? Body, Problem? Problem) Read(JsonElement root)
    {
        var fields = new FieldErrors();
        var subject = EntityReader.Read(root, "subject", fields);
        var action = ActionReader.Read(root, fields);
        var resource = EntityReader.Read(root, "resource", fields);
        var context = ContextMembers.Read(root, revisions, fields);
        return fields.ToProblem() is { } problem ? (null, problem) : (EvaluationBody.Of(subject, action, resource, context), null);
    }
}
