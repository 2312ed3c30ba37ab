using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refuses a second resource of the same name.</summary>
internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection
{
    protected override void InsertItem(int index, IResource item)
    {
        ThrowIfNamed(item, except: null);
        base.InsertItem(index, item);
    }

    protected override void SetItem(int index, IResource item)
    {
        ThrowIfNamed(item, except: this[index]);
        base.SetItem(index, item);
    }

    private void ThrowIfNamed(IResource item, IResource? except)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (this.FirstOrDefault(other => other != except && ResourceNames.Comparer.Equals(other.Name, item.Name)) is not { } taken) return;
        throw new DistributedApplicationException(
            $"Cannot add the {item.GetType().Name} '{item.Name}': the application has a {taken.GetType().Name} '{taken.Name}' already. "
            + "Names of resources are unique regardless of case.");
    }
}
