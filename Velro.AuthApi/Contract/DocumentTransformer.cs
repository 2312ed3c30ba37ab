using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Velro.AuthApi.Contract;

/// <summary>Writes what is of the document as a whole: its head, the written components, and pages of lists.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Introduction =
        """
        Answers "may this subject do this to that thing, and why?", and keeps what the answers rest on.

        Errors are RFC 9457 problems with a stable `code`. Lists are paged by opaque cursors. Writes answer with `Velro-Revision`, which a
        read or a check can ask to have seen. Unsafe requests are repeatable by `Idempotency-Key`, and guarded by `If-Match`. Members that
        this document does not name may be added to answers at any time.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Velro", Version = "1", Description = Introduction };

        // Relative, so that the document is the same wherever it is served.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Security = null;
        var written = Components.Read();
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas = Sorted(written.Components!.Schemas!);
        document.Components.Parameters = Sorted(written.Components.Parameters!);
        document.Components.Headers = Sorted(written.Components.Headers!);
        document.Components.SecuritySchemes = Sorted(written.Components.SecuritySchemes!);
        foreach (var name in ListAnswers.ItemsIn(document))
            document.Components.Schemas.Add(ListAnswers.NameOf(name), ListAnswers.SchemaOf(name, document));

        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.Concat(written.Paths).OrderBy(static path => path.Key, StringComparer.Ordinal))
            paths.Add(path, item);
        document.Paths = paths;
        document.Tags = new HashSet<OpenApiTag>(TagsIn(paths).Select(static name => new OpenApiTag { Name = name }));
        return Task.CompletedTask;
    }

    private static SortedDictionary<string, T> Sorted<T>(IDictionary<string, T> components) => new(components, StringComparer.Ordinal);

    private static IEnumerable<string> TagsIn(OpenApiPaths paths) => paths.Values
        .SelectMany(static item => item.Operations!.Values)
        .SelectMany(static operation => operation.Tags!)
        .Select(static tag => tag.Reference.Id!)
        .Distinct()
        .Order(StringComparer.Ordinal);
}
