using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>An encoded form of a parameter, which the manifest keeps as an entry of its own.</summary>
internal sealed record EncodedParameter(string Name, ParameterResource Parameter, string Encoding);

/// <summary>
/// Entries of a manifest that no resource of the model stands for: resources that were only referred to, encoded forms of parameters
/// and conditional expressions. They are found while entries are written, and written when their turn comes.
/// </summary>
internal sealed class DerivedEntries
{
    private readonly OrderedDictionary<string, IResource> _referenced = new(ResourceNames.Comparer);
    private readonly List<EncodedParameter> _encoded = [];
    private readonly HashSet<EncodedParameter> _written = [];
    private readonly OrderedDictionary<string, ReferenceExpression> _conditionals = new(ResourceNames.Comparer);
    private readonly HashSet<string> _names = new(ResourceNames.Comparer);
    private readonly HashSet<object> _walked = [];
    private int _referencedWritten;

    public IEnumerable<ReferenceExpression> Conditionals => _conditionals.Values;

    public void TakeNames(IEnumerable<string> names) => _names.UnionWith(names);

    /// <summary>Finds what a value needs, through all it refers to.</summary>
    public void Register(object? value)
    {
        if (value is ReferenceExpression expression) RegisterExpression(expression);
        if (value is IResource resource)
        {
            if (_referenced.TryAdd(resource.Name, resource)) _names.Add(resource.Name);
        }
        else if (value is IValueWithReferences with && _walked.Add(value))
        {
            foreach (var reference in with.References) Register(reference);
            _walked.Remove(value);
        }
    }

    /// <summary>
    /// How the manifest writes an expression: encoded values stand for entries of their own. A conditional expression that is the
    /// whole value is written as an empty text, as Aspire 13.5 does; its entry is there, but only a text around it refers to it.
    /// </summary>
    public string ExpressionOf(ReferenceExpression expression)
    {
        var values = expression.Parts.Select(part => EncodedFormOf(part) is { } encoded ? $"{{{encoded.Name}.value}}" : part.Expression);
        return string.Format(CultureInfo.InvariantCulture, expression.Format, [.. values]);
    }

    /// <summary>The next resource that was referred to and is neither in the model nor written yet.</summary>
    public IResource? NextReferenced(DistributedApplicationModel model)
    {
        while (_referencedWritten < _referenced.Count)
        {
            var (name, resource) = _referenced.GetAt(_referencedWritten++);
            if (!model.Resources.TryGetByName(name, out _)) return resource;
        }

        return null;
    }

    public IReadOnlyList<EncodedParameter> TakeEncodedOf(ParameterResource parameter) =>
        Take(_encoded.Where(encoded => encoded.Parameter == parameter));

    public IReadOnlyList<EncodedParameter> TakeEncodedOfAll() => Take(_encoded);

    private List<EncodedParameter> Take(IEnumerable<EncodedParameter> encoded) => [.. encoded.Where(_written.Add)];

    private void RegisterExpression(ReferenceExpression expression)
    {
        foreach (var part in expression.Parts) EncodedFormOf(part);
        var expressions = expression.ValueProviders.OfType<ReferenceExpression>().Prepend(expression);
        foreach (var conditional in expressions.Where(inner => inner.IsConditional))
        {
            if (_conditionals.TryAdd(conditional.Name!, conditional)) _names.Add(conditional.Name!);
        }

        if (!expression.IsConditional) return;
        RegisterExpression(expression.WhenTrue!);
        RegisterExpression(expression.WhenFalse!);
    }

    private EncodedParameter? EncodedFormOf(ExpressionPart part)
    {
        if (string.IsNullOrEmpty(part.Encoding) || ParameterBehind(part.Provider) is not { } parameter) return null;
        var known = _encoded.FirstOrDefault(encoded => encoded.Parameter == parameter && encoded.Encoding == part.Encoding);
        if (known is not null) return known;
        var added = new EncodedParameter(FreeName($"{parameter.Name}-{Readable(part.Encoding)}-encoded"), parameter, part.Encoding);
        _encoded.Add(added);
        return added;
    }

    private static ParameterResource? ParameterBehind(IValueProvider provider) => provider switch
    {
        ParameterResource parameter => parameter,
        ReferenceExpression { Format: "{0}", Parts: [{ Provider: ParameterResource parameter }] } => parameter,
        _ => null,
    };

    private string FreeName(string name)
    {
        var candidates = Enumerable.Range(1, int.MaxValue).Select(number => $"{name}-{number}").Prepend(name);
        return candidates.First(_names.Add);
    }

    private static string Readable(string encoding) =>
        ConditionalNames.Readable(encoding) is { Length: > 0 } readable ? readable : "formatted";
}
