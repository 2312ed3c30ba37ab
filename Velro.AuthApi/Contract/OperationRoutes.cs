using System.Reflection;

namespace Velro.AuthApi.Contract;

/// <summary>Puts what the contract says about an endpoint beside it.</summary>
internal static class OperationRoutes
{
    private static readonly MethodInfo Described = ((Func<Task>)AnswerAsync).Method;

    /// <summary>Describes an endpoint, which then stands in the document.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, Operation operation, OperationRules rules)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(operation, rules);

        // Only endpoints with a method of .NET are described; a request delegate has none of its own.
        endpoint.Add(static builder =>
        {
            if (!builder.Metadata.OfType<MethodInfo>().Any()) builder.Metadata.Add(Described);
        });
        return endpoint;
    }

    /// <summary>Stands for a request delegate: no parameters, and an answer that the description tells.</summary>
    private static Task AnswerAsync() => Task.CompletedTask;
}
