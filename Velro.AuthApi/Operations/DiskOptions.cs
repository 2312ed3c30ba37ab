using System.ComponentModel.DataAnnotations;

namespace Velro.AuthApi.Operations;

/// <summary>Which disks are watched, in the configuration section <c>Velro:Disks</c>; those of the spool and of media are in any case.</summary>
internal sealed class DiskOptions
{
    public const string Section = "Velro:Disks";

    /// <summary>
    /// A folder on the disk that the database lies on, as a full path, where that is a disk of this machine. Default none: then the database's
    /// own machine is to be watched by other means.
    /// </summary>
    [RegularExpression("^/.*|^[A-Za-z]:[\\\\/].*", ErrorMessage = "'Velro:Disks:Data' should be the full path of a folder.")]
    public string? Data { get; set; }
}
