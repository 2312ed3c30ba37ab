using System.Globalization;

namespace Velro.Tests.Reference;

internal enum Truth
{
    False,
    True,
    Error,
}

/// <summary>What a condition sees.</summary>
internal sealed record Scope(
    Question Question, string Role, IReadOnlyDictionary<string, object> Subject, IReadOnlyDictionary<string, object> Resource);

/// <summary>A condition: what it says as text of the policy language, and, written down apart from that language, what it means.</summary>
internal abstract record Condition(string Text)
{
    public abstract Truth Of(Scope scope);

    public sealed override string ToString() => Text;

    protected static Truth Truth(bool value) => value ? Reference.Truth.True : Reference.Truth.False;
}

internal sealed record HasProperty(string Entity, string Name) : Condition($"has({Entity}.properties.{Name})")
{
    public override Truth Of(Scope scope) => Truth((Entity == "subject" ? scope.Subject : scope.Resource).ContainsKey(Name));
}

/// <summary>Equality of different kinds is false, and a missing property an error.</summary>
internal sealed record PropertyIs(string Entity, string Name, int Value) : Condition($"{Entity}.properties.{Name} == {Value}")
{
    public override Truth Of(Scope scope) => (Entity == "subject" ? scope.Subject : scope.Resource).TryGetValue(Name, out var value)
        ? Truth(value is int number && number == Value)
        : Reference.Truth.Error;
}

/// <summary>An order between different kinds is an error.</summary>
internal sealed record PropertyBelow(string Entity, string Name, int Value) : Condition($"{Entity}.properties.{Name} < {Value}")
{
    public override Truth Of(Scope scope) =>
        (Entity == "subject" ? scope.Subject : scope.Resource).TryGetValue(Name, out var value) && value is int number
            ? Truth(number < Value)
            : Reference.Truth.Error;
}

internal sealed record ContextIsOneOf(string Name, int First, int Second) : Condition($"context.{Name} in [{First}, {Second}]")
{
    public override Truth Of(Scope scope) => scope.Question.Context.TryGetValue(Name, out var value)
        ? Truth(value is int number && (number == First || number == Second))
        : Reference.Truth.Error;
}

internal sealed record RoleIs(string Role) : Condition($"subject.role == \"{Role}\"")
{
    public override Truth Of(Scope scope) => Truth(scope.Role == Role);
}

internal sealed record SubjectIs(string Id) : Condition($"subject.id == \"{Id}\"")
{
    public override Truth Of(Scope scope) => Truth(scope.Question.Subject.Id == Id);
}

internal sealed record Before(int At) : Condition(
    $"now < timestamp(\"{DateTime.UnixEpoch.AddSeconds(At).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\")")
{
    public override Truth Of(Scope scope) => Truth(scope.Question.Now < At);
}

internal sealed record Not(Condition Inner) : Condition($"!({Inner.Text})")
{
    public override Truth Of(Scope scope) => Inner.Of(scope) switch
    {
        Reference.Truth.True => Reference.Truth.False,
        Reference.Truth.False => Reference.Truth.True,
        _ => Reference.Truth.Error,
    };
}

/// <summary>One that is false decides, whatever the other is.</summary>
internal sealed record Both(Condition First, Condition Second) : Condition($"({First.Text}) && ({Second.Text})")
{
    public override Truth Of(Scope scope)
    {
        var (first, second) = (First.Of(scope), Second.Of(scope));
        if (first == Reference.Truth.False || second == Reference.Truth.False) return Reference.Truth.False;
        return first == Reference.Truth.True && second == Reference.Truth.True ? Reference.Truth.True : Reference.Truth.Error;
    }
}

/// <summary>One that is true decides, whatever the other is.</summary>
internal sealed record Either(Condition First, Condition Second) : Condition($"({First.Text}) || ({Second.Text})")
{
    public override Truth Of(Scope scope)
    {
        var (first, second) = (First.Of(scope), Second.Of(scope));
        if (first == Reference.Truth.True || second == Reference.Truth.True) return Reference.Truth.True;
        return first == Reference.Truth.False && second == Reference.Truth.False ? Reference.Truth.False : Reference.Truth.Error;
    }
}
