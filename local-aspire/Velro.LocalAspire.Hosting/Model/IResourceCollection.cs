using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of an application, in the order they were added; no two have the same name.</summary>
public interface IResourceCollection : IList<IResource>
{
    /// <summary>Finds a resource by its name, regardless of case.</summary>
    bool TryGetByName(string name, [NotNullWhen(true)] out IResource? resource)
    {
        resource = this.FirstOrDefault(candidate => ResourceNames.Comparer.Equals(candidate.Name, name));
        return resource is not null;
    }
}
