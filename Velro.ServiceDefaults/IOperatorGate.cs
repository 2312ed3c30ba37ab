using Microsoft.AspNetCore.Http;

namespace Velro.ServiceDefaults;

/// <summary>Tells who may see the inside of a process.</summary>
public interface IOperatorGate
{
    /// <summary>Whether the caller of this request holds the scope <c>operations</c>. Never throws for bad credentials.</summary>
    ValueTask<bool> MayOperateAsync(HttpContext http);
}
