namespace Velro.Authorization.Policies.Cel;

/// <summary>The stable codes of what is wrong with a source (found on load) and of errors of an evaluation.</summary>
internal static class CelCodes
{
    public const string Syntax = "policy.condition.syntax";
    public const string TooLong = "policy.condition.too_long";
    public const string TooDeep = "policy.condition.too_deep";
    public const string UnknownName = "policy.condition.unknown_name";
    public const string UnknownField = "policy.condition.unknown_field";
    public const string UnknownFunction = "policy.condition.unknown_function";
    public const string Arguments = "policy.condition.arguments";
    public const string Type = "policy.condition.type";
    public const string Literal = "policy.condition.literal";
    public const string Unsupported = "policy.condition.unsupported";

    public const string NoSuchKey = "no_such_key";
    public const string NoMatchingOverload = "no_matching_overload";
    public const string IndexOutOfRange = "index_out_of_range";
    public const string DuplicateKey = "duplicate_key";
    public const string Overflow = "overflow";
    public const string DivisionByZero = "division_by_zero";
    public const string InvalidArgument = "invalid_argument";
    public const string CostExceeded = "cost_exceeded";
}
