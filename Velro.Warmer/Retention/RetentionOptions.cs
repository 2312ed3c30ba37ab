using System.ComponentModel.DataAnnotations;
using Velro.Data.Audit;

namespace Velro.Warmer.Retention;

/// <summary>Settings of how long records are kept, in the configuration section <c>Velro:Retention</c>.</summary>
internal sealed class RetentionOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Velro:Retention";

    /// <summary>How many months of decision records are kept beside the present one. Default 3.</summary>
    [Range(1, 120)]
    public int DecisionMonths { get; set; } = 3;

    /// <summary>How many days security events are kept; 0: for ever. Default 400.</summary>
    [Range(0, 36_500)]
    public int EventDays { get; set; } = 400;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EventDays > 0 && EventDays <= AuditRetention.ShortestKept.TotalDays)
        {
            yield return new ValidationResult(
                $"'{Section}:{nameof(EventDays)}' should be 0 (for ever) or more than {AuditRetention.ShortestKept.TotalDays}: the database refuses to lose younger events.");
        }
    }
}
